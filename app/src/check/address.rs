//! Where a source is. Secrets stay out of it: a password is the name of a variable of the environment.

/// An address that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceAddress {
    /// A file, by its whole path.
    Sqlite {
        /// The path.
        path: String,
    },
    /// A server.
    Postgres {
        /// The address as typed, with `${NAME}` where the password goes.
        url: String,
        /// The variable that holds the password.
        variable: Option<String>,
    },
}

/// What may follow the question mark of a PostgreSQL address: nothing that carries a secret or changes the session.
const PARAMETERS: [&str; 5] = ["sslmode", "sslrootcert", "host", "port", "dbname"];

impl SourceAddress {
    /// `sqlite:/path` or `postgres://user@host/db`.
    ///
    /// # Errors
    /// One sentence that says what to write instead.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        if typed.len() > 1_000 || typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err("The address must have no spaces and 1,000 characters or fewer.".to_owned());
        }
        if let Some(path) = typed.strip_prefix("sqlite:") {
            return sqlite(path);
        }
        match typed.strip_prefix("postgres://").or_else(|| typed.strip_prefix("postgresql://")) {
            Some(rest) => postgres(typed, rest),
            None => Err("The address must start with sqlite:/ or postgres://.".to_owned()),
        }
    }

    /// The address with the password in its place; `value` looks a variable up.
    ///
    /// # Errors
    /// One sentence when the variable is not set.
    pub fn with_password(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        match self {
            Self::Sqlite { path } => Ok(format!("sqlite:{path}")),
            Self::Postgres { url, variable: None } => Ok(url.clone()),
            Self::Postgres { url, variable: Some(name) } => {
                let password = value(name)
                    .ok_or_else(|| format!("The environment variable {name}, which holds the password, is not set for the server."))?;
                Ok(url.replacen(&format!("${{{name}}}"), &encoded(&password), 1))
            }
        }
    }
}

fn sqlite(path: &str) -> Result<SourceAddress, String> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if !path.starts_with('/') || path.ends_with('/') || path.contains(['?', '#', '%']) || path.split('/').any(|part| part == "..") {
        return Err("After sqlite:, enter the absolute path of a file, such as sqlite:/srv/warehouse.db.".to_owned());
    }
    Ok(SourceAddress::Sqlite { path: path.to_owned() })
}

fn postgres(typed: &str, rest: &str) -> Result<SourceAddress, String> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').map_or((login, None), |(user, password)| (user, Some(password)));
    if typed.contains('#') || user.is_empty() || database.is_empty() || (host.is_empty() && !query.contains("host=")) {
        return Err("The address needs a user, a host and a database, such as postgres://reader@db.example.org/warehouse.".to_owned());
    }
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        if name.to_ascii_lowercase().contains("pass") {
            return Err(NO_PASSWORD.to_owned());
        }
        if !PARAMETERS.contains(&name) {
            return Err(format!("The parameter “{name}” is not supported; only {} are.", PARAMETERS.join(", ")));
        }
    }
    let variable = password.map(variable).transpose()?;
    if [user, host, database, query].iter().any(|part| part.contains("${")) {
        return Err(
            "A variable can only be used as the password: postgres://reader:${FIREBREAK_PASSWORD_WAREHOUSE}@db.example.org/warehouse."
                .to_owned(),
        );
    }
    Ok(SourceAddress::Postgres { url: typed.to_owned(), variable })
}

/// How the variables begin that may hold the password of a source. Nothing else of the environment is ever sent anywhere.
pub const PASSWORD_PREFIX: &str = "FIREBREAK_PASSWORD_";

const NO_PASSWORD: &str =
    "Passwords are not stored here: write ${FIREBREAK_PASSWORD_WAREHOUSE} instead, and set that environment variable for the server.";

fn variable(password: &str) -> Result<String, String> {
    let name = password.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).ok_or(NO_PASSWORD)?;
    let word = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let own = name.strip_prefix(PASSWORD_PREFIX).unwrap_or_default();
    if own.is_empty() || name.len() > 100 || !own.chars().all(word) {
        return Err("The variable's name must start with FIREBREAK_PASSWORD_, followed by capital letters, digits and underscores, such as ${FIREBREAK_PASSWORD_WAREHOUSE}.".to_owned());
    }
    Ok(name.to_owned())
}

fn encoded(password: &str) -> String {
    password.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_part_of_an_address() {
        for wrong in [
            "postgres://reader:s3cret@db/warehouse",
            "postgres://reader@db/warehouse?password=s3cret",
            "postgres://reader:${x}y@db/warehouse",
        ] {
            let refused = SourceAddress::parse(wrong).unwrap_err();
            assert!(refused.contains("${FIREBREAK_PASSWORD_WAREHOUSE}") && !refused.contains("s3cret"), "{refused}");
        }
        for other in [
            "PATH",
            "FIREBREAK_KEY_FILE",
            "FIREBREAK_PASSWORD_",
            "WAREHOUSE",
            "firebreak_password_x",
            "FIREBREAK_PASSWORD_x",
            "FIREBREAK_DATABASE_URL",
        ] {
            let refused = SourceAddress::parse(&format!("postgres://reader:${{{other}}}@db/warehouse")).unwrap_err();
            assert!(refused.contains("FIREBREAK_PASSWORD_"), "{other}: {refused}");
        }
    }

    #[test]
    fn a_variable_is_filled_in_when_the_check_runs() {
        let address = SourceAddress::parse("postgres://reader:${FIREBREAK_PASSWORD_WAREHOUSE}@db:5432/warehouse?sslmode=require").unwrap();
        let filled = address.with_password(|name| (name == "FIREBREAK_PASSWORD_WAREHOUSE").then(|| "p@ss/word".to_owned()));
        assert_eq!(filled.unwrap(), "postgres://reader:p%40ss%2Fword@db:5432/warehouse?sslmode=require");
        assert!(address.with_password(|_| None).unwrap_err().contains("FIREBREAK_PASSWORD_WAREHOUSE"));
    }

    #[test]
    fn addresses_that_mean_nothing_are_refused_in_words() {
        for wrong in [
            "",
            "warehouse.db",
            "sqlite:warehouse.db",
            "sqlite:/srv/../etc/x.db",
            "sqlite:/x.db?mode=rwc",
            "mysql://a@b/c",
            "postgres://db/warehouse",
            "postgres://reader@db",
            "postgres://reader@db/warehouse?options=-c%20x=y",
            "postgres://${X}@db/warehouse",
        ] {
            assert!(SourceAddress::parse(wrong).is_err(), "{wrong}");
        }
        assert!(SourceAddress::parse("sqlite:/srv/warehouse.db").is_ok());
        assert!(SourceAddress::parse("postgres://reader@/warehouse?host=/run/postgresql").is_ok());
    }
}
