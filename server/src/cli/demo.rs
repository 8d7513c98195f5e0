//! `firebreak demo`, and `firebreak serve --demo`.

use std::path::{Path, PathBuf};

use app::error::AppError;

use crate::config::Store;
use crate::db::Database;
use crate::demo::{self, SignIn};
use crate::{Clock, Firebreak};

/// Loads the demo and tells the sign-ins: into `password_file` if given (readable by its owner only), else on the screen.
pub async fn run(store: &Store, password_file: Option<PathBuf>) -> Result<(), String> {
    let failed = |error: crate::DbError| format!("{} cannot be used: {error}.", store.database_url.described());
    let db = crate::Db::open_or_begin(&store.database_url).await.map_err(failed)?;
    crate::make_ready(&db, store.key_file.as_deref(), &store.database_url).await.map_err(failed)?;
    let firebreak = Firebreak::new(db, Clock::machine());
    let sign_ins = load(&firebreak, &store.database_url).await.map_err(|error| error.to_string())?;
    match password_file {
        Some(path) => write(&path, &sign_ins)?,
        None => tell(&sign_ins),
    }
    firebreak.db.close().await;
    Ok(())
}

/// Loads the demo; its source database lies in the folder that needs no setting.
pub async fn load(firebreak: &Firebreak, database: &Database) -> Result<Vec<SignIn>, AppError> {
    let own = match database {
        Database::Sqlite(path) => Some(path.as_path()),
        Database::Postgres(_) => None,
    };
    let folder = crate::check::place::default_folder(own);
    demo::load(firebreak, &folder, Clock::machine().now()).await
}

/// Prints who can sign in.
pub fn tell(sign_ins: &[SignIn]) {
    println!("Demo loaded. Its people sign in with these random passwords, which are shown only here:\n");
    for one in sign_ins {
        println!("    {:<16} {:<22} {:<18} {}", one.name, one.email, one.password, one.role.as_str());
    }
    println!();
}

fn write(path: &Path, sign_ins: &[SignIn]) -> Result<(), String> {
    use std::io::Write;
    let text = serde_json::to_string_pretty(sign_ins).map_err(|error| error.to_string())?;
    let mut options = std::fs::File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}
