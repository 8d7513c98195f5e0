//! Forms that keep what was typed. A refused form comes back as the page it was on, with a [`FormState`] in the context:
//! every field finds its own text and its own sentence in it. That works without JavaScript.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Icon;
use crate::edit::PREFIX;
use crate::error::AppError;

/// A form that was refused: which one, what was typed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// The path of the server function it was sent to.
    pub action: String,
    /// Which of several forms for that function on the page.
    pub key: String,
    /// Names and texts as they were typed.
    pub values: Vec<(String, String)>,
    /// Why it was refused.
    pub error: AppError,
}

impl FormState {
    /// The refused form for `action` and `key`, if this page shows one again.
    pub fn of(action: &str, key: &str) -> Option<Self> {
        use_context::<Self>().filter(|state| state.action == action && state.key == key)
    }

    /// What the author saw in `name`: after a conflict what is stored now, for it is shown to them; else what they saw at first.
    fn seen(&self, name: &str) -> Option<&str> {
        if self.conflicts() { None } else { self.value(&format!("{PREFIX}{name}")) }
    }

    /// Whether somebody else changed the same fields.
    fn conflicts(&self) -> bool {
        matches!(self.error, AppError::Overlap { .. })
    }

    /// Where the form is on its page.
    fn id(&self) -> String {
        format!("{}{}", self.action.rsplit('/').next().unwrap_or_default(), self.key)
    }

    /// Each sentence about a field, and where the field is.
    pub fn problems(&self) -> Vec<(String, String)> {
        let (AppError::Invalid { errors } | AppError::Overlap { errors }) = &self.error else { return Vec::new() };
        errors.iter().map(|error| (format!("#{}-{}", self.id(), error.field), error.message.clone())).collect()
    }

    /// What was typed into `name`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// The field that carries a [`FormToken`].
pub const FORM_TOKEN: &str = "form_token";

/// Made at random for each page: what a form makes is made once under it.
#[derive(Debug, Clone)]
pub struct FormToken(pub String);

/// What was written into a form that was sent without a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Sealed for its author, who gets it back by signing in.
    Kept(String),
    /// Its author cannot sign in any more: what they typed, to be copied.
    Lost(Vec<String>),
    /// It does not say whose it is: it is not kept.
    Unknown,
}

/// The form that the fields below it belong to.
#[derive(Clone)]
struct Here {
    state: Option<FormState>,
    id: String,
    edit: bool,
}

/// What a field of an edit form held when it was opened, beside the field: see `crate::edit`.
#[component]
pub fn SeenValue(
    /// The name of the field.
    #[prop(into)]
    name: String,
    /// What it holds at first.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let here = use_context::<Here>().filter(|here| here.edit)?;
    let value = here.state.as_ref().and_then(|state| state.seen(&name)).map_or(value, str::to_owned);
    Some(view! { <input type="hidden" name=format!("{PREFIX}{name}") value=value/> })
}

/// A field that the refused form carried beside what was typed.
pub(super) fn submitted(name: &str) -> Option<String> {
    use_context::<Here>()?.state?.value(name).map(str::to_owned)
}

/// Whether the form came back because somebody else changed the same fields: what it carries is then what is stored now.
pub(super) fn conflicts() -> bool {
    use_context::<Here>().and_then(|here| here.state).is_some_and(|state| state.conflicts())
}

/// The numbers that were ticked in the boxes `name[…]` of a form that was refused.
pub(super) fn ticked(name: &str) -> Option<Vec<i64>> {
    let state = use_context::<Here>()?.state?;
    let of = |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('['));
    Some(state.values.iter().filter(|(field, _)| of(field)).filter_map(|(_, value)| value.parse().ok()).collect())
}

pub(super) fn typed(name: &str, value: String) -> (String, Option<String>, String) {
    match use_context::<Here>() {
        Some(Here { state: Some(state), id, .. }) => {
            (state.value(name).unwrap_or_default().to_owned(), state.error.message_for(name).map(str::to_owned), format!("{id}-{name}"))
        }
        Some(Here { id, .. }) => (value, None, format!("{id}-{name}")),
        None => (value, None, name.to_owned()),
    }
}

/// A form that posts to a server function: `<Form action=DeclareIncident::PATH>`.
#[component]
pub fn Form(
    /// `PATH` of the server function.
    #[prop(into)]
    action: String,
    /// Whether it carries a file.
    #[prop(optional)]
    files: bool,
    /// Tells several forms for the same function on one page apart.
    #[prop(optional, into)]
    key: String,
    /// More classes beside `form`.
    #[prop(optional, into)]
    class: String,
    /// Whether it changes what is stored: its fields then carry what they held, and nothing is overwritten unseen.
    #[prop(optional)]
    edit: bool,
    children: Children,
) -> impl IntoView {
    let state = FormState::of(&action, &key);
    let refused = state.is_some().then_some("true");
    // What stands on no field is said where the form is, too: on a phone it covers the top of the page.
    let fields = |error: &AppError| matches!(error, AppError::Invalid { .. } | AppError::Overlap { .. });
    let whole = state.as_ref().filter(|state| !fields(&state.error)).map(|state| state.error.to_string());
    let id = format!("{}{key}", action.rsplit('/').next().unwrap_or_default());
    let form_id = id.clone();
    let again = state.as_ref().and_then(|state| state.value(FORM_TOKEN)).map(str::to_owned);
    let token = again.or_else(|| use_context::<FormToken>().map(|token| token.0));
    // A form that is refused twice comes from its own address, so it says itself which page it is on.
    let here = leptos_router::hooks::use_location();
    let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
    let page = if search.is_empty() { path } else { format!("{path}?{search}") };
    view! {
        <form method="post" action=action enctype=files.then_some("multipart/form-data") class=format!("form {class}") id=form_id data-refused=refused>
            <input type="hidden" name="form_key" value=key/>
            <input type="hidden" name="form_page" value=page/>
            {token.map(|token| view! { <input type="hidden" name=FORM_TOKEN value=token/> })}
            {whole.map(|words| view! { <p class="error"><Icon of=icondata_lu::LuCircleAlert/>{words}</p> })}
            <leptos::context::Provider value=Here { state, id, edit }>{children()}</leptos::context::Provider>
        </form>
    }
}

/// Why a value cannot be accepted that the form carries and nobody types, such as that of its button.
#[component]
pub fn FieldProblem(
    /// The argument of the server function.
    name: &'static str,
) -> impl IntoView {
    let (_, error, id) = typed(name, String::new());
    error.map(|message| view! { <p class="error" id=id role="alert"><Icon of=icondata_lu::LuCircleAlert/>{message}</p> })
}

/// A value that the form carries and nobody types.
#[component]
pub fn Hidden(
    /// Its name.
    name: &'static str,
    /// Its value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

#[component]
pub(super) fn Framed(id: String, label: String, optional: bool, hint: String, error: Option<String>, children: Children) -> impl IntoView {
    let class = if error.is_some() { "field invalid" } else { "field" };
    view! {
        <div class=class>
            <label for=id.clone()>{label}{optional.then(|| view! { " "<span class="optional">"optional"</span> })}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            {children()}
            {error.map(|message| view! { <p class="error" id=format!("{id}-error") role="alert"><Icon of=icondata_lu::LuCircleAlert/>{message}</p> })}
        </div>
    }
}

pub(super) fn described(id: &str, hint: &str, error: Option<&String>) -> Option<String> {
    let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
    let error = error.map(|_| format!("{id}-error"));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// One line of text, a number, a date, an e-mail address, a password. A time is a [`super::TimeField`].
#[component]
pub fn Field(
    /// The argument of the server function.
    name: &'static str,
    /// The title.
    #[prop(into)]
    label: String,
    /// The `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// One sentence that helps.
    #[prop(optional, into)]
    hint: String,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// Whether the form cannot go without it.
    #[prop(optional)]
    required: bool,
    /// Whether the cursor starts here.
    #[prop(optional)]
    autofocus: bool,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The id of a `<datalist>` with suggestions.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    let before = value.clone();
    let (value, error, id) = typed(name, value);
    // A password is never sent back to the page.
    let value = if kind == "password" { String::new() } else { value };
    let described_by = described(&id, &hint, error.as_ref());
    let invalid = error.is_some().then_some("true");
    view! {
        <SeenValue name=name value=before/>
        <Framed id=id.clone() label=label optional={!required} hint=hint error=error>
            <input id=id type=kind name=name value=value placeholder=(!placeholder.is_empty()).then_some(placeholder)
                required=required autofocus=autofocus autocomplete=autocomplete list=list
                aria-describedby=described_by aria-invalid=invalid/>
        </Framed>
    }
}

/// A file. Browsers do not send one back to its field: when the form is refused, it says that the file has to be chosen again.
#[component]
pub fn FileField(
    /// Its name.
    name: &'static str,
    /// The title.
    #[prop(into)]
    label: String,
    /// One sentence that helps.
    #[prop(into)]
    hint: String,
    /// The media types that can be chosen.
    accept: &'static str,
) -> impl IntoView {
    let (_, error, id) = typed(name, String::new());
    let refused = use_context::<Here>().is_some_and(|here| here.state.is_some());
    let hint = if refused { format!("Choose the file again: browsers do not keep it. {hint}") } else { hint };
    let described_by = described(&id, &hint, error.as_ref());
    let invalid = error.is_some().then_some("true");
    view! {
        <Framed id=id.clone() label=label optional=false hint=hint error=error>
            <input id=id type="file" name=name required=true accept=accept aria-describedby=described_by aria-invalid=invalid/>
        </Framed>
    }
}

/// Several lines of text. The only `<textarea>` of the product: leptos 0.8 does not escape its content (see
/// `docs/decisions/0005-forms.md`), so it is escaped here; a test refuses any other.
#[component]
pub fn TextArea(
    /// The argument of the server function.
    name: &'static str,
    /// The title.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// One sentence that helps.
    #[prop(optional, into)]
    hint: String,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// How many lines are seen at first.
    #[prop(default = 3)]
    rows: u16,
    /// Whether the form cannot go without it.
    #[prop(optional)]
    required: bool,
    /// Whether it is needed in the end, though the form may go without it now.
    #[prop(optional)]
    draft: bool,
) -> impl IntoView {
    let before = value.clone();
    let (value, error, id) = typed(name, value);
    // The parser drops one line break directly after the tag: this one.
    let escaped = format!("\n{}", html_escape::encode_text(&value));
    let described_by = described(&id, &hint, error.as_ref());
    let invalid = error.is_some().then_some("true");
    view! {
        <SeenValue name=name value=before/>
        <Framed id=id.clone() label=label optional={!required && !draft} hint=hint error=error>
            <textarea id=id name=name rows=rows placeholder=(!placeholder.is_empty()).then_some(placeholder)
                required=required aria-describedby=described_by aria-invalid=invalid inner_html=escaped></textarea>
        </Framed>
    }
}

/// One of a list: `(value, words)`.
#[component]
pub fn Select(
    /// The argument of the server function.
    name: &'static str,
    /// The title.
    #[prop(into)]
    label: String,
    /// What can be chosen: value and words.
    options: Vec<(String, String)>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// One sentence that helps.
    #[prop(optional, into)]
    hint: String,
    /// Words for choosing nothing; without them something is always chosen.
    #[prop(optional, into)]
    none: String,
) -> impl IntoView {
    let before = value.clone();
    let (value, error, id) = typed(name, value);
    // What somebody else chose meanwhile is told in the words of the list.
    let told = |message: String, (option, words): &(String, String)| message.replace(&format!("“{option}”"), &format!("“{words}”"));
    let error = error.map(|message| if conflicts() { options.iter().fold(message, told) } else { message });
    let described_by = described(&id, &hint, error.as_ref());
    // A choice that is no longer offered must not become the first one that is.
    let gone = !value.is_empty() && options.iter().all(|(option, _)| *option != value);
    let none = if gone && none.is_empty() { "Choose again".to_owned() } else { none };
    let optional = !none.is_empty();
    view! {
        <SeenValue name=name value=before/>
        <Framed id=id.clone() label=label optional=false hint=hint error=error>
            <select id=id name=name aria-describedby=described_by>
                {optional.then(|| view! { <option value="">{none}</option> })}
                {options.into_iter().map(|(option, words)| {
                    let selected = option == value;
                    view! { <option value=option selected=selected>{words}</option> }
                }).collect_view()}
            </select>
        </Framed>
    }
}

/// A box to tick.
#[component]
pub fn Check(
    /// The argument of the server function.
    #[prop(into)]
    name: String,
    /// What ticking it means.
    #[prop(into)]
    label: String,
    /// One sentence that helps.
    #[prop(optional, into)]
    hint: String,
    /// Whether it is ticked at first.
    #[prop(optional)]
    ticked: bool,
) -> impl IntoView {
    let (seen, before) = (name.clone(), if ticked { "on" } else { "" });
    let (value, error, id) = typed(&name, if ticked { "on".to_owned() } else { String::new() });
    let checked = value == "on";
    view! {
        <SeenValue name=seen value=before/>
        <div class="field check">
            <input id=id.clone() type="checkbox" name=name value="on" checked=checked/>
            <div>
                <label for=id>{label}</label>
                {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
                {error.map(|message| view! { <p class="error" role="alert"><Icon of=icondata_lu::LuCircleAlert/>{message}</p> })}
            </div>
        </div>
    }
}

/// One card of a group of which one is chosen; put several into `<fieldset class="choices">`.
#[component]
pub fn Choice(
    /// The argument of the server function.
    name: &'static str,
    /// What choosing it sends.
    #[prop(into)]
    value: String,
    /// Whether it is chosen at first.
    #[prop(optional)]
    chosen: bool,
    /// The words on it.
    #[prop(into)]
    title: String,
    /// What it means.
    #[prop(optional, into)]
    text: String,
) -> impl IntoView {
    let before = value.clone();
    let (typed, _, id) = typed(name, if chosen { value.clone() } else { String::new() });
    let checked = typed == value;
    let id = format!("{id}-{value}");
    let label_for = id.clone();
    view! {
        {chosen.then(|| view! { <SeenValue name=name value=before/> })}
        <label class="choice" for=label_for>
            <input id=id type="radio" name=name value=value checked=checked/>
            <span class="choice-title">{title}</span>
            {(!text.is_empty()).then(|| view! { <span class="choice-text">{text}</span> })}
        </label>
    }
}
