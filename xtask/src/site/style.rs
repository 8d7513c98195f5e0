//! `style/main.scss` and what it uses, compiled to one style sheet without spaces.

use anyhow::{Result, bail};

use crate::workspace;

const MAIN: &str = "style/main.scss";

/// The style sheet.
pub fn compile() -> Result<String> {
    let main = workspace::root().join(MAIN);
    if !main.is_file() {
        bail!("{MAIN} is missing; it is where the styles begin");
    }
    let options = grass::Options::default().style(grass::OutputStyle::Compressed).load_path(workspace::root().join("style"));
    // Sass explains itself over several lines, with the place underlined.
    grass::from_path(&main, &options).map_err(|mistake| anyhow::anyhow!("the styles do not compile:\n{mistake}"))
}
