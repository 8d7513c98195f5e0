//! Images in texts: kept without what the camera wrote, shown on the page and on paper to whoever sees the incident.

use std::io::Cursor;

use app::error::AppError;
use app::person::Role;
use app::postmortem::Paper;
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::postmortem::{filled, lived};
use crate::support::{Answer, Browser};

/// A picture file of this size, none like another.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

/// Sends the form of the editor with a file in it.
async fn send(browser: &mut Browser, number: i64, accept: &str, alt: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n{alt}\r\n--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--x--\r\n"].concat();
    let headers = [
        ("accept", accept),
        ("content-type", "multipart/form-data; boundary=x"),
        ("origin", "http://firebreak.test"),
        ("sec-fetch-site", "same-origin"),
    ];
    browser.ask("POST", &format!("/incidents/{number}/images/new"), &headers, body).await
}

crate::each_engine! {
    an_image_is_kept_and_shown_on_the_page_and_on_paper(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let answer = send(&mut browser, number, "application/json", "Rows [by] day", &png(400, 200)).await;
        let line = answer.html().to_owned();
        assert!(answer.status == 200 && line.starts_with("![Rows  by  day](/incidents/1/images/") && line.ends_with(".png)"), "{} {line}", answer.status);
        let path = line.split_once('(').unwrap().1.trim_end_matches(')').to_owned();
        let plain = postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap().bytes.len();
        let version = postmortems.show(&ada, number).await.unwrap().section("luck").unwrap().version;
        let body = format!("It looked like this:\n\n{line}\n\n![elsewhere](https://evil.example/x.png) ![other](/incidents/1/images/../../x)");
        postmortems.save_section(&ada, number, "luck", &body, version).await.unwrap();
        let page = browser.get(&format!("/incidents/{number}/postmortem")).await;
        assert_eq!(page.count(&format!("#section-luck .prose img[src='{path}'][alt='Rows  by  day']")), 1, "{}", page.html());
        assert_eq!((page.count(".prose img"), page.count("#section-luck .prose a")), (1, 2), "nothing is loaded from elsewhere");
        let shown = browser.get(&path).await;
        assert_eq!((shown.status, &shown.headers["content-type"], &shown.headers["x-content-type-options"]), (200, &"image/png".parse().unwrap(), &"nosniff".parse().unwrap()));
        let paper = postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap().bytes;
        let has = |words: &str| paper.windows(words.len()).any(|at| at == words.as_bytes());
        assert!(has("/Subtype/Image") && has("pdfuaid") && paper.len() > plain, "{plain} and {} bytes", paper.len());

        // Without a script: the form comes back to the editor, which says the line, and lists what is there once.
        let answer = send(&mut browser, number, "text/html", "The same", &png(400, 200)).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/incidents/1/postmortem/edit")));
        let page = browser.get("/incidents/1/postmortem/edit").await;
        assert!(page.says("Image uploaded. Copy this line into the text: ![The same](/incidents/1/images/") && page.count(".images img") == 1, "{}", page.text());
        let answer = send(&mut browser, number, "text/html", "A poem", b"<svg onload=alert(1)>").await;
        assert_eq!((answer.status, answer.says("This image cannot be read")), (422, true), "{}", answer.text());
        let form = "details[open] form[action='/incidents/1/images/new']";
        assert_eq!(answer.find(&format!("{form} input[name=alt]")).as_deref(), Some("A poem"), "what was typed stays");
        assert!(answer.says("Choose the file again"));
    }

    only_who_may_see_the_incident_sees_its_images(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let mut cy = app.signed_in("Cy", Role::Viewer).await;
        let number = lived(&app, &ada).await;
        let image = app.services.images.add(&ada, number, "Rows", png(4, 4)).await.unwrap();
        assert_eq!((bo.get(&image.path).await.status, cy.get(&image.path).await.status, app.browser().get(&image.path).await.status), (200, 200, 401));
        assert_eq!(send(&mut cy, number, "application/json", "No", &png(5, 5)).await.status, 403);
        assert_eq!(send(&mut app.browser(), number, "application/json", "No", &png(5, 5)).await.status, 401);
        crate::postmortem::stored(&app, &format!("update incident set private = true where number = {number}")).await;
        assert_eq!((bo.get(&image.path).await.status, send(&mut bo, number, "application/json", "No", &png(5, 5)).await.status), (404, 404));
        let refused = app.services.images.add(&ada, number, " ", png(4, 4)).await;
        assert!(matches!(refused, Err(AppError::NotFound | AppError::Invalid { .. })), "{refused:?}");
        assert_eq!(send(&mut bo, 77, "application/json", "No", &png(5, 5)).await.status, 404);
    }
}
