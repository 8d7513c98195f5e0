//! Keeps what is typed into long fields until it is stored, and gives them their shortcuts. Once on every page; without
//! JavaScript there is nothing of it, and nothing depends on it.

#![allow(missing_docs, reason = "the macro makes a struct of the island's arguments; the function's sentence explains it")]
use leptos::prelude::*;

/// Unsaved text survives a crash, a reload and a lost network: it waits in this browser, for this person and this page.
#[island]
pub fn LocalDrafts(
    /// Whose text it is: nobody else who signs in here gets it.
    person: i64,
    /// Path and query of the page; after a refused form the address bar says something else.
    page: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        super::local_draft::begin(person, &page);
        super::shortcuts::begin();
        super::toolbar::begin();
        crate::postmortem::question::begin();
        crate::postmortem::autosave::begin();
        crate::postmortem::marks::begin();
        crate::image::paste::begin();
        crate::mention::suggest::begin();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (person, page);
}

/// Calls `handle` for every `event` on the page, as long as the page lives.
#[cfg(feature = "hydrate")]
pub(crate) fn on<E: wasm_bindgen::JsCast + 'static>(event: &str, handle: impl Fn(&E) + 'static) {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if let Some(event) = event.dyn_ref() {
            handle(event);
        }
    });
    // A page without listeners still works: there is nobody to tell.
    let _ = document().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}
