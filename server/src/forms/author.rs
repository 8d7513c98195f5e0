//! Whose form it is. Each page gives its forms a token that only this installation can make, with the person in it for whom the
//! page was made. So a form is never stored under the name of somebody else who signed in meanwhile, and one that was sent without
//! a session waits, sealed, for the person who wrote it.

use app::ui::FormState;

use super::store;
use crate::db::{Db, DbError};
use crate::secret;
use crate::secret_box::SecretBox;

const TOKEN: &str = "form";

/// Makes the tokens of forms, and reads them.
#[derive(Clone)]
pub struct Authors(SecretBox);

impl Default for Authors {
    fn default() -> Self {
        Self::under(&secret::random())
    }
}

impl Authors {
    fn under(key: &str) -> Self {
        Self(SecretBox::under(&secret::digest(key)))
    }

    /// Under the key of this database, made now if there is none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(db: &Db) -> Result<Self, DbError> {
        let mut tx = db.read().await?;
        let known = store::find_key(&mut tx).await?;
        drop(tx);
        if let Some(key) = known {
            return Ok(Self::under(&key));
        }
        let mut tx = db.write().await?;
        let key = store::add_key(&mut tx, &secret::random()).await?;
        tx.commit().await?;
        Ok(Self::under(&key))
    }

    /// The token of a page that is made for `person`: another one for each page.
    pub fn token(&self, person: Option<i64>) -> String {
        person.and_then(|person| self.0.seal(TOKEN, &person.to_string())).unwrap_or_else(secret::random)
    }

    /// For whom the page with this token was made.
    pub fn person(&self, token: &str) -> Option<i64> {
        self.0.unseal(TOKEN, token)?.parse().ok()
    }

    /// A form, for its author alone.
    pub fn seal(&self, author: i64, form: &FormState) -> Option<String> {
        self.0.seal(&kept_of(author), &serde_json::to_string(form).ok()?)
    }

    /// The form, if `person` is its author.
    pub fn unseal(&self, person: i64, sealed: &str) -> Option<FormState> {
        serde_json::from_str(&self.0.unseal(&kept_of(person), sealed)?).ok()
    }
}

fn kept_of(person: i64) -> String {
    format!("kept form of {person}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error::AppError;

    #[test]
    fn a_form_is_its_authors() {
        let authors = Authors::default();
        let (one, other) = (authors.token(Some(7)), authors.token(Some(7)));
        assert!(one != other && one.len() <= 100, "one for each page");
        assert_eq!((authors.person(&one), authors.person("guessed"), authors.person(&authors.token(None))), (Some(7), None, None));
        assert_eq!(Authors::default().person(&one), None, "another installation");
        let values = vec![("body".to_owned(), "Since Monday".to_owned())];
        let form = FormState { action: "/do/add-entry".to_owned(), key: String::new(), values, error: AppError::SignIn };
        let sealed = authors.seal(7, &form).unwrap();
        assert!(!sealed.contains("Monday"));
        assert_eq!((authors.unseal(7, &sealed), authors.unseal(8, &sealed)), (Some(form), None));
    }
}
