//! Each drawing from a few values, held against the places that they must take.

use leptos::prelude::*;

use super::*;

fn chart(series: Vec<Series>) -> Chart {
    Chart {
        id: "bands",
        title: "Bands by setting".to_owned(),
        summary: "Most are in band <C>.".to_owned(),
        category: "Setting".to_owned(),
        categories: vec!["Mainstream".to_owned(), "Special".to_owned()],
        series,
        measure: Measure::Count,
        missing: "Suppressed",
        csv: "/oversight/bands.csv".to_owned(),
    }
}

fn drawn(chart: Chart, drawing: Drawing) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| view! { <Charted chart=chart drawing=drawing /> }.to_html());
    owner.cleanup();
    html.replace("<!>", "")
}

fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn a_picture_has_words_for_it_a_table_and_a_file() {
    let html = drawn(
        chart(vec![Series::new("Plans", [1_200, 40])]),
        Drawing::Bars,
    );
    holds(
        &html,
        &[
            r#"role="img" aria-label="Bands by setting. Most are in band &lt;C&gt;.""#,
            r#"aria-labelledby="bands""#,
            r#"href="/oversight/bands.csv""#,
            "Mainstream</th>",
            "1,200</td>",
            "<figcaption>Most are in band &lt;C&gt;.</figcaption>",
        ],
    );
    assert!(!html.contains("style="), "{html}");
    assert!(
        !html.contains("app-chart__legend"),
        "one series needs no legend"
    );
}

#[test]
fn the_longest_bar_leaves_room_for_its_value() {
    let html = drawn(chart(vec![Series::new("Plans", [40, 10])]), Drawing::Bars);
    holds(&html, &[r#"width="80.00%""#, r#"width="20.00%""#]);
}

#[test]
fn a_bar_below_nought_stands_before_it() {
    let html = drawn(chart(vec![Series::new("Change", [-10, 10])]), Drawing::Bars);
    holds(
        &html,
        &[
            r#"x="0.00%" y="20" width="40.00%""#,
            r#"x="40.00%" y="74" width="40.00%""#,
        ],
    );
}

#[test]
fn shares_fill_the_width_and_stacks_are_as_long_as_they_are() {
    let parts = || vec![Series::new("A", [30, 10]), Series::new("B", [10, 10])];
    let shares = drawn(chart(parts()), Drawing::Shares);
    holds(
        &shares,
        &[
            r#"x="0.00%" y="20" width="75.00%""#,
            r#"x="75.00%" y="20" width="25.00%""#,
            r#"x="50.00%" y="72" width="50.00%""#,
            "Special (20)",
            "app-chart__step-1\"",
            "app-chart__step-12\"",
            "app-chart__legend",
        ],
    );
    let stacks = drawn(chart(parts()), Drawing::Stacked);
    holds(&stacks, &[r#"x="25.00%" y="72" width="25.00%""#]);
    // What is outside the order takes no step of it, and the last of the others is the darkest.
    let mut without = parts();
    without.push(Series::new("No band", [1, 1]).outside());
    let stacks = drawn(chart(without), Drawing::Stacked);
    holds(
        &stacks,
        &["app-chart__step-12\"", "app-chart__step-outside\""],
    );
}

#[test]
fn what_is_missing_is_said_and_breaks_a_line() {
    let mut gap = chart(vec![Series {
        name: "Plans".to_owned(),
        values: vec![Some(3), None, Some(5), Some(4)],
        outside: false,
    }]);
    gap.categories = ["1", "2", "3", "4"].map(str::to_owned).to_vec();
    let bars = drawn(gap.clone(), Drawing::Bars);
    assert_eq!(bars.matches("Suppressed").count(), 2, "picture and table");
    let lines = drawn(gap.clone(), Drawing::Lines);
    assert_eq!(lines.matches("<polyline").count(), 2);
    assert_eq!(gap.plain_rows()[1], ["2", "Suppressed"]);
}

#[test]
fn a_range_is_one_shape_between_its_bounds() {
    let html = drawn(
        chart(vec![
            Series::new("Likely", [20, 30]),
            Series::new("Low", [20, 20]),
            Series::new("High", [20, 50]),
        ]),
        Drawing::LinesWithRange,
    );
    assert_eq!(html.matches("<polyline").count(), 1);
    // The legend names what is drawn: a line, and one range.
    assert_eq!(html.matches("app-chart__swatch").count(), 2);
    holds(
        &html,
        &["Low to High", r#"class="app-chart__range"></rect>"#],
    );
    holds(
        &html,
        &[
            r#"points="0,6000 10000,4000""#,
            r#"points="0,6000 10000,6000 10000,0 0,6000""#,
        ],
    );
}

#[test]
fn a_chart_of_nothing_says_so() {
    let mut none = chart(Vec::new());
    none.categories.clear();
    let html = drawn(none, Drawing::Stacked);
    holds(&html, &["There is nothing to show yet."]);
    assert!(!html.contains("<svg"), "{html}");
}

#[test]
fn money_is_short_in_the_picture_and_whole_in_the_table_and_the_file() {
    let mut spend = chart(vec![Series::new("Spend", [420_000_050, 146_134])]);
    spend.measure = Measure::Pence;
    let html = drawn(spend.clone(), Drawing::Bars);
    holds(&html, &["£4.2m", "£4,200,000.50", "£1,461<", "£1,461.34"]);
    assert_eq!(spend.headings(), ["Setting", "Spend (£)"]);
    assert_eq!(spend.plain_rows()[0], ["Mainstream", "4200000.50"]);
    assert_eq!(Measure::PerMille.shown(-125), "-12.5%");
}
