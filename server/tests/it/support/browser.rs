//! A browser without JavaScript: it follows no script, keeps its cookie, and says where its forms come from.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use scraper::{Html, Selector};
use tower::ServiceExt;

#[derive(Clone)]
pub struct Browser {
    router: axum::Router,
    cookies: std::collections::BTreeMap<String, String>,
}

pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: axum::http::HeaderMap,
    body: String,
}

impl Browser {
    pub fn new(router: axum::Router) -> Self {
        Self { router, cookies: std::collections::BTreeMap::new() }
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let body = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        let location = parts.headers.get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        Answer { status: parts.status.as_u16(), location, headers: parts.headers, body }
    }

    /// The value of a cookie it was given.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request =
            Request::get(path).header(header::HOST, "firebreak.test").header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Asks for `path` with these headers and nothing that a browser would add but its cookie.
    pub async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "firebreak.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends the form at `action`, which is on `page`.
    pub async fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(fields);
        let request = Request::post(action)
            .header(header::HOST, "firebreak.test")
            .header(header::ORIGIN, "http://firebreak.test")
            .header("sec-fetch-site", "same-origin")
            .header(header::REFERER, format!("http://firebreak.test{page}"))
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form that must be accepted, and opens the page it leads to.
    pub async fn accept(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.submit(page, action, fields).await;
        assert_eq!(answer.status, 303, "{action}: {}", answer.text());
        let location = answer.location.unwrap();
        let answer = self.get(location.split('#').next().unwrap()).await;
        assert_eq!(answer.status, 200, "{location}");
        answer
    }
}

/// Fields as a browser sends them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", app::ui::page::encode(value))).collect::<Vec<_>>().join("&")
}

impl Answer {
    pub fn html(&self) -> &str {
        &self.body
    }

    /// The words on the page, blanks folded.
    pub fn text(&self) -> String {
        let html = Html::parse_document(&self.body);
        html.root_element().text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The text or value of the first element that matches.
    pub fn find(&self, selector: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let element = html.select(&selector).next()?;
        Some(element.value().attr("value").map_or_else(|| element.text().collect::<String>().trim().to_owned(), str::to_owned))
    }

    /// The texts of all elements that match.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
    }

    /// An attribute of the first element that matches.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap()).next()?.value().attr(name).map(str::to_owned)
    }

    /// Where the links of the page lead, those of this site only.
    pub fn links(&self) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse("a[href], area[href]").unwrap();
        let links = html.select(&selector).filter_map(|element| element.value().attr("href"));
        let ours = links.filter(|link| link.starts_with('/') && !link.starts_with("//"));
        ours.map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
    }

    /// Its forms that change something, as a browser would send them.
    pub fn forms(&self) -> Vec<super::PageForm> {
        let html = Html::parse_document(&self.body);
        let forms = Selector::parse("form[method=post]").unwrap();
        html.select(&forms).map(super::PageForm::read).collect()
    }

    pub fn count(&self, selector: &str) -> usize {
        Html::parse_document(&self.body).select(&Selector::parse(selector).unwrap()).count()
    }
}
