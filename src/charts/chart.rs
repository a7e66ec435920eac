//! What all kinds of charts have in common: they can be drawn under a caption, and have a table behind them.

use super::caption::Caption;
use super::clauses::{self, Clauses};
use super::distribution::{self, Distribution};
use super::drawing::Drawing;
use super::dumbbells::{self, Dumbbells};
use super::events::{self, Events};
use super::exceedance::{self, Exceedance};
use super::fan::{self, Fan};
use super::flows::{self, Flows};
use super::heat::{self, Heat};
use super::joint::{self, Joint};
use super::limits::{self, Limits};
use super::plane::{self, Plane};
use super::ranges::{self, Ranges};
use super::rows::Rows;
use super::stakes::{self, Stakes};
use super::story::{self, Story};
use super::timeline::{self, Timeline};
use super::tornado::{self, Tornado};
use super::turned::{self, Turned};
use std::fmt::Debug;

/// The data of a chart of any kind.
pub trait Chart: Debug + Send + Sync {
    /// The picture.
    fn draw(&self, caption: &Caption) -> Drawing;

    /// The table that it is drawn from.
    fn table(&self) -> Rows;
}

/// Gives the data of a kind the two functions of its module.
macro_rules! chart {
    ($data:ty, $module:ident) => {
        impl Chart for $data {
            fn draw(&self, caption: &Caption) -> Drawing {
                $module::draw(self, caption)
            }

            fn table(&self) -> Rows {
                $module::table(self)
            }
        }
    };
}

chart!(Ranges, ranges);
chart!(Timeline, timeline);
chart!(Stakes, stakes);
chart!(Heat, heat);
chart!(Fan, fan);
chart!(Distribution, distribution);
chart!(Exceedance, exceedance);
chart!(Joint, joint);
chart!(Clauses, clauses);
chart!(Events, events);
chart!(Flows, flows);
chart!(Dumbbells, dumbbells);
chart!(Limits, limits);
chart!(Plane, plane);
chart!(Tornado, tornado);
chart!(Turned, turned);
chart!(Story, story);
