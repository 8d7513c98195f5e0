//! A small warehouse of the demo's own: a SQLite file that checks read as they would read any source. Its faults are real;
//! what a check says about them is not written down anywhere.

use std::path::{Path, PathBuf};

use app::error::AppError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};

/// The fault of the case in small: sixty thousand predictions, written with the ID of their task and the name it had
/// then; a tenth of the tasks has another name today.
const BEFORE: &str = "
    create table task (task_id integer primary key, task_name text not null unique);
    create table prediction (
        id integer primary key, task_id integer not null, task_name text not null, score real, predicted_on text not null
    );
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 60)
    insert into task select 9000 + i, 'assay-' || i || case when i % 10 = 0 then '-v2' else '' end from n;
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
    insert into prediction
    select i, 9001 + (i * 7) % 60, 'assay-' || (1 + (i * 7) % 60), round(abs(i * 7919 % 1000) / 1000.0, 3),
        date('2024-09-01', (i / 200) || ' days') from n;
";

/// The file.
pub struct Warehouse(PathBuf);

impl Warehouse {
    /// Makes it in `folder`, anew when there is one.
    pub async fn make(folder: &Path) -> Result<Self, AppError> {
        let path = folder.join("warehouse.db");
        let gone = std::fs::create_dir_all(folder).and_then(|()| match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        gone.map_err(|error| AppError::conflict(format!("{} cannot be written: {error}.", path.display())))?;
        let this = Self(path);
        this.write(BEFORE).await?;
        Ok(this)
    }

    /// As a source is named.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.0.display())
    }

    /// Restores the first `percent` of the predictions: each gets the name that its task has today.
    pub async fn restore(&self, percent: i64) -> Result<(), AppError> {
        let last = percent * 600;
        let today = "(select task.task_name from task where task.task_id = prediction.task_id)";
        self.write(&format!("update prediction set task_name = {today} where id <= {last} and task_name <> {today}")).await
    }

    /// Predictions that nobody has scored yet, as they are every month for some hours.
    pub async fn leave_unscored(&self, rows: i64) -> Result<(), AppError> {
        self.write(&format!("update prediction set score = iif(id <= {rows}, null, coalesce(score, 0.5))")).await
    }

    /// A task is renamed the old way: the registry knows, its predictions do not.
    pub async fn rename_task(&self, name: &str) -> Result<(), AppError> {
        self.write(&format!("update task set task_name = '{name}' where task_id = 9017")).await
    }

    async fn write(&self, sql: &str) -> Result<(), AppError> {
        self.try_write(sql).await.map_err(|error| AppError::conflict(format!("{} cannot be written: {error}.", self.0.display())))
    }

    async fn try_write(&self, sql: &str) -> Result<(), sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(&self.0).create_if_missing(true).journal_mode(SqliteJournalMode::Delete);
        let mut connection: SqliteConnection = options.connect().await?;
        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await?;
        connection.close().await
    }
}
