//! How long the largest postmortem of the demo takes to become a PDF, on the core that also serves.

use std::path::Path;
use std::process::{Command, Stdio};

use server::db::{Database, Db};

use crate::Result;
use crate::client::Client;
use crate::served::Served;
use crate::table::{Budget, Table};

/// What counts as largest: what its facts take.
const LARGEST: &str = "select incident from postmortem where state = 'published' order by length(facts) desc limit 1";

/// The first PDF of a server, for which it reads its fonts; the next one; and one that was made before.
pub async fn measure(binary: &Path, folder: &Path, table: &mut Table) -> Result<()> {
    let database = Database::Sqlite(folder.join("demo.db"));
    let passwords = folder.join("passwords.json");
    let mut demo = Command::new(binary);
    demo.arg("demo")
        .arg("--password-file")
        .arg(&passwords)
        .env("FIREBREAK_DATABASE_URL", format!("sqlite:{}", folder.join("demo.db").display()));
    if !demo.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success() {
        return Err("the demo could not be loaded".into());
    }
    let number: i64 = match Db::open(&database).await? {
        Db::Sqlite { read, .. } => sqlx::query_scalar(LARGEST).fetch_one(&read).await?,
        Db::Postgres(pool) => sqlx::query_scalar(LARGEST).fetch_one(&pool).await?,
    };
    let people: serde_json::Value = serde_json::from_slice(&std::fs::read(&passwords)?)?;
    let word = |name: &str| people[0][name].as_str().unwrap_or_default().to_owned();
    let served = Served::start(binary, &database).await?;
    let cookie = Client::sign_in_as(served.address, &word("email"), &word("password")).await?;
    let path = format!("/incidents/{number}/postmortem.pdf?paper=");
    let letter = format!("{path}letter");
    for (what, path) in [("the first", format!("{path}a4")), ("the next", letter.clone()), ("made before", letter)] {
        table.add("PDF of STAT6's postmortem", what, Client::once(served.address, &cookie, &path).await?, "ms", Budget::AtMost(500.0));
    }
    table.add("memory, after", "PDF", served.memory()?, "MiB", Budget::None);
    Ok(())
}
