//! A form of a page: what it holds, and what a browser would send of it.

use scraper::{ElementRef, Selector};

#[derive(Debug, Clone)]
pub struct PageForm {
    pub action: String,
    pub id: String,
    pub fields: Vec<FormField>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    pub name: String,
    /// The type of an input, or `textarea`, `select`, `button`.
    pub kind: String,
    pub value: String,
    /// Of a box: whether it is ticked.
    pub on: bool,
    /// Of a select: all that can be chosen.
    pub options: Vec<String>,
}

impl PageForm {
    pub fn read(form: ElementRef<'_>) -> Self {
        let fields = Selector::parse("input[name], textarea[name], select[name]").unwrap();
        let of = |name: &str| form.value().attr(name).unwrap_or_default().to_owned();
        Self { action: of("action"), id: of("id"), fields: form.select(&fields).map(FormField::read).collect() }
    }

    pub fn field(&self, name: &str) -> Option<&FormField> {
        let mut named = self.fields.iter().filter(|field| field.name == name);
        let first = named.next()?;
        if first.kind == "radio" { std::iter::once(first).chain(named).find(|field| field.on) } else { Some(first) }
    }

    /// Name and value of everything that is sent.
    pub fn sent(&self) -> Vec<(String, String)> {
        let sent = |field: &&FormField| !matches!(field.kind.as_str(), "checkbox" | "radio") || field.on;
        self.fields.iter().filter(sent).map(|field| (field.name.clone(), field.value.clone())).collect()
    }

    /// The same with other values; an empty one of a box is not sent.
    pub fn with(&self, values: &[(&str, &str)]) -> Vec<(String, String)> {
        let is_box = |name: &str| self.fields.iter().any(|field| field.name == name && field.kind == "checkbox");
        let mut sent = self.sent();
        for (name, value) in values {
            sent.retain(|(field, _)| field != name);
            if !(is_box(name) && value.is_empty()) {
                sent.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        sent
    }

    /// Whether its fields carry what they held.
    pub fn is_edit(&self) -> bool {
        self.fields.iter().any(|field| field.name.starts_with(app::edit::PREFIX))
    }

    /// The fields that somebody can change and that hold something already.
    pub fn prefilled(&self) -> impl Iterator<Item = &FormField> {
        self.fields.iter().filter(|field| match field.kind.as_str() {
            "hidden" | "button" | "submit" => false,
            "checkbox" | "radio" => field.on,
            _ => !field.value.is_empty(),
        })
    }
}

impl FormField {
    fn read(field: ElementRef<'_>) -> Self {
        let element = field.value();
        let of = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        let (mut kind, mut value, mut options) = (of("type"), of("value"), Vec::new());
        if element.name() == "textarea" {
            // As the browser does: the first line break is not part of it.
            let text: String = field.text().collect();
            (kind, value) = ("textarea".to_owned(), text.strip_prefix('\n').map_or(text.clone(), str::to_owned));
        }
        if element.name() == "select" {
            let all = Selector::parse("option").unwrap();
            let each: Vec<(String, bool)> = field
                .select(&all)
                .map(|option| (option.value().attr("value").unwrap_or_default().to_owned(), option.value().attr("selected").is_some()))
                .collect();
            let chosen = each.iter().find(|(_, selected)| *selected).or(each.first()).map(|(value, _)| value.clone());
            (kind, value, options) = ("select".to_owned(), chosen.unwrap_or_default(), each.into_iter().map(|(value, _)| value).collect());
        }
        Self { name: of("name"), kind, value, on: element.attr("checked").is_some(), options }
    }
}
