//! The same bytes for any block size and processor level.

use crate::support::{How, model, simulate};
use dealsim::engine::Level;

#[test]
fn blocks_and_processor_levels_do_not_show() {
    let model = model("scenarios/microsoft-openai/status-quo.toml");
    let base = How { every_value: false, ..How::paths(1_000) };
    let whole = format!("{:?}", simulate(&model, base).tracks);
    for (block_paths, level) in [(64, Level::Best), (1024, Level::Baseline), (128, Level::Avx2)] {
        let other = format!("{:?}", simulate(&model, How { block_paths, level, ..base }).tracks);
        assert!(whole == other, "block {block_paths}, {level:?} gives other bytes");
    }
}
