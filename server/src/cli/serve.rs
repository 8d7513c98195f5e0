//! `firebreak serve`.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::config::{Config, Serving, Store};
use crate::{Clock, build};

pub async fn run(store: &Store, serving: &Serving, demo: bool) -> Result<(), String> {
    let config = Config::new(store, serving);
    let listener = crate::serve::listen(serving.listen).map_err(|error| format!("Cannot listen on {}: {error}.", serving.listen))?;
    let application =
        build(&config, Clock::machine()).await.map_err(|error| format!("{} cannot be used: {error}.", config.database.described()))?;
    let address = serving.base_url.clone().unwrap_or_else(|| format!("http://{}", serving.listen));
    if demo && application.firebreak.is_empty().await.map_err(|error| error.to_string())? {
        let sign_ins = super::demo::load(&application.firebreak, &config.database).await.map_err(|error| error.to_string())?;
        super::demo::tell(&sign_ins);
    }
    if let Some(secret) = application.firebreak.open_setup().await.map_err(|error| error.to_string())? {
        println!(
            "There are no accounts yet. Open this link within 15 minutes to create the first admin. It works once:\n\n    {address}/setup/{secret}\n"
        );
    }
    println!("Listening on {}, public address {address}, database {}.", serving.listen, config.database.described());
    let stop = CancellationToken::new();
    let checks = tokio::spawn(crate::check::keep_running(application.firebreak.clone(), stop.clone()));
    let outbox = tokio::spawn(crate::channel::deliver::keep(application.firebreak.clone(), stop.clone()));
    let housekeeping = tokio::spawn(crate::housekeeping::keep(application.firebreak.clone(), stop.clone()));
    crate::serve::serve(listener, application.router, crate::serve::Limits::default(), crate::serve::stop_signal()).await;
    stop.cancel();
    if tokio::time::timeout(Duration::from_secs(10), async { (checks.await, housekeeping.await, outbox.await) }).await.is_err() {
        // What was cut off is run again when its claim has ended.
        tracing::warn!("a check did not finish in time");
    }
    application.firebreak.db.close().await;
    println!("Firebreak has stopped.");
    Ok(())
}
