//! Where sources may be: files inside the operator's folders, and servers at addresses that may be reached. Judged before
//! every question, for the file and the addresses that are then really opened; never Firebreak's own database.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use app::check::SourceAddress;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::channel::egress::{EgressPolicy, Inside};
use crate::db::Db;

const OWN: &str = "This is Firebreak's own database, where a check could read private incidents. Use another database.";
const NO_DATABASE: &str = "This file is not a SQLite database.";

/// The folders that SQLite sources may be in, beside the one next to Firebreak's database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFolders(Arc<[PathBuf]>);

impl FromStr for SourceFolders {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let folders = typed.split(',').map(str::trim).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let folders = folders.map(|folder| {
            if folder.is_absolute() { Ok(folder) } else { Err(format!("{} is not the absolute path of a folder", folder.display())) }
        });
        folders.collect::<Result<Vec<_>, _>>().map(|folders| Self(folders.into()))
    }
}

/// What decides where sources may be.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Addresses, beside public ones.
    pub egress: EgressPolicy,
    /// Folders, beside the default one.
    pub folders: SourceFolders,
}

/// A place that was judged, and is the one to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file, without symbolic links.
    File(PathBuf),
    /// The addresses of the server; none for a socket, or where its certificate proves its name.
    Server(Vec<IpAddr>),
}

/// The folder for SQLite sources that needs no setting: `sources`, beside Firebreak's SQLite database or below `data`.
pub fn default_folder(own: Option<&Path>) -> PathBuf {
    let folder = own.map_or(Path::new("data"), |file| file.parent().unwrap_or(Path::new(""))).join("sources");
    std::path::absolute(&folder).unwrap_or(folder)
}

impl Places {
    /// Judges an address.
    ///
    /// # Errors
    /// One sentence that says why it is refused and what to do.
    pub async fn validate(&self, db: &Db, address: &SourceAddress) -> Result<Place, String> {
        match address {
            SourceAddress::Sqlite { path } => self.file(db, Path::new(path)).map(Place::File),
            SourceAddress::Postgres { url, .. } => self.server(db, url).await.map(Place::Server),
        }
    }

    fn file(&self, db: &Db, path: &Path) -> Result<PathBuf, String> {
        let own = match db {
            Db::Sqlite { write, .. } => Some(write.connect_options().get_filename().to_path_buf()),
            Db::Postgres(_) => None,
        };
        if own.as_deref().is_some_and(|own| same_file(own, path)) {
            return Err(OWN.to_owned());
        }
        // Of a file that is not there (yet), its folder is judged.
        let real = path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)));
        let default = default_folder(own.as_deref());
        let mut folders = self.folders.0.iter().chain([&default]).filter_map(|folder| folder.canonicalize().ok());
        let real = real.filter(|real| folders.any(|folder| real.starts_with(folder))).ok_or_else(|| {
            format!("A SQLite source must be in {} or in a folder that FIREBREAK_SOURCE_FOLDERS names.", default.display())
        })?;
        if real.exists() && !is_sqlite(&real) { Err(NO_DATABASE.to_owned()) } else { Ok(real) }
    }

    async fn server(&self, db: &Db, url: &str) -> Result<Vec<IpAddr>, String> {
        let theirs = PgConnectOptions::from_str(url).map_err(|_| "The address is not valid.".to_owned())?;
        let found = addresses(&theirs).await.ok_or_else(|| format!("The host name {} cannot be resolved.", theirs.get_host()))?;
        if let Db::Postgres(pool) = db {
            let ours = pool.connect_options();
            let name = |options: &PgConnectOptions| options.get_database().unwrap_or(options.get_username()).to_owned();
            let same = ours.get_port() == theirs.get_port() && name(&ours) == name(&theirs);
            let here = addresses(&ours).await.unwrap_or_default();
            if same && found.iter().any(|one| here.contains(one) || is_here(*one) && here.iter().any(|own| is_here(*own))) {
                return Err(OWN.to_owned());
            }
        }
        let named = theirs.get_socket().is_none() && self.egress.names(&theirs.get_host().to_ascii_lowercase());
        let allowed: Vec<IpAddr> = found.into_iter().filter(|address| named || self.egress.allows(*address)).collect();
        match (allowed.is_empty(), theirs.get_socket(), theirs.get_ssl_mode()) {
            (true, ..) => Err(Inside.to_string()),
            (false, Some(_), _) | (false, None, PgSslMode::VerifyFull) => Ok(vec![]),
            (false, None, _) => Ok(allowed),
        }
    }
}

/// Where a connection would go; a socket counts as this machine.
async fn addresses(options: &PgConnectOptions) -> Option<Vec<IpAddr>> {
    if options.get_socket().is_some() {
        return Some(vec![Ipv4Addr::LOCALHOST.into()]);
    }
    let host = options.get_host().trim_matches(['[', ']']);
    let found = tokio::net::lookup_host((host, options.get_port())).await.ok()?;
    let mut found: Vec<IpAddr> = found.map(|address| address.ip().to_canonical()).collect();
    found.dedup();
    (!found.is_empty()).then_some(found)
}

/// Whether an address is this machine's: only those can be listened on.
fn is_here(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// Whether a file begins as every SQLite database does.
pub fn is_sqlite(path: &Path) -> bool {
    let mut head = [0_u8; 16];
    let is_file = path.metadata().is_ok_and(|data| data.is_file());
    is_file && std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && &head == b"SQLite format 3\0"
}

#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path| std::fs::metadata(path).map(|data| (data.dev(), data.ino())).ok();
    place(one).is_some_and(|here| place(other) == Some(here))
}

#[cfg(not(unix))]
fn same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| path.canonicalize().ok();
    place(one).is_some_and(|here| place(other) == Some(here))
}
