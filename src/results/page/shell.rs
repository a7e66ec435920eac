//! What every page has: its head, its style with the font of the pictures, and a script that sorts tables and copies them.

use crate::charts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// How pages look, in light and in dark, on paper and on a phone.
const STYLE: &str = include_str!("style.css");
/// What pages can do that a browser cannot by itself; without it they lose nothing but that.
const SCRIPT: &str = include_str!("script.js");

/// A whole page.
pub(in crate::results) fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(style())) }
            }
            body {
                (body)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn style() -> String {
    let face = |weight: &str, bytes: &[u8]| {
        format!(
            "@font-face{{font-family:Roboto;font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}\n",
            STANDARD.encode(bytes)
        )
    };
    let [regular, bold] = charts::fonts();
    face("400", regular) + &face("700", bold) + STYLE
}
