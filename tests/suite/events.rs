//! Events against closed forms.

use crate::support::{How, Ran};

/// Rows of the case: level, drift, volatility, years; probability, mean discount factor at the moment, mean time given
/// that it comes, and the probability where only month ends are seen.
const FIRST_PASSAGE: [[f64; 5]; 6] = [
    [1.0, 0.412711942705263, 0.4026624533028, 0.494514099856894, 0.333219640749787],
    [1.0, 0.222368889222821, 0.216238886375696, 0.560436952485088, 0.167090657571131],
    [3.0, 0.586620755801299, 0.55601128102596, 1.08568774008654, 0.525909992596053],
    [2.0, 0.383627077509649, 0.371575085532778, 1.06739490992007, 0.329456539697563],
    [4.0, 0.904711662286473, 0.810471085991636, 2.21466290314058, 0.890418449982459],
    [0.5, 0.368953475653352, 0.368953475653352, 0.261167037677736, 0.271279993895067],
];

#[test]
fn first_passage_has_its_probability_and_its_time() {
    let ran = Ran::file("scenarios/validation/FPT-01.toml", How::paths(100_000));
    for (index, [years, reached, discounted, time, monthly]) in
        FIRST_PASSAGE.into_iter().enumerate()
    {
        let row = index + 1;
        let named = |what: &str| format!("{what}_{row}");
        ran.probability(&named("reached"), 48).agrees(&named("reached"), reached);
        ran.probability(&named("monthly"), 48).agrees(&named("monthly"), monthly);
        ran.payoff(&named("row")).agrees(&named("prize"), discounted);
        let waiting = time * reached + years * (1.0 - reached);
        ran.payoff(&named("waiting")).agrees(&named("waiting"), waiting);
    }
}
