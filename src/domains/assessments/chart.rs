//! A person's scores on one scale as a picture: SVG without scripts, styles of others or links,
//! readable by screen readers, and the same for the same scores.

use std::fmt::Write;

use chrono::NaiveDate;

use super::{
    instrument::{Band, Better},
    number::Number,
};

/// What is drawn. It names nobody.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    pub title: String,
    /// The lowest and the highest score that there can be.
    pub range: Option<(Number, Number)>,
    pub bands: Vec<Band>,
    pub better: Option<Better>,
    /// In the order in which they were taken.
    pub points: Vec<Point>,
}

#[derive(Clone, Debug)]
pub struct Point {
    pub day: NaiveDate,
    pub raw: Number,
    pub band: Option<String>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 300.0;
/// How many points have their score and day written beside them; more would overlap.
const MOST_WRITTEN: usize = 12;
/// From light to dark; told apart by the label beside each band, not by colour alone.
const SHADES: [&str; 6] = ["#eef4fb", "#dbe8f5", "#c6daee", "#b0cbe6", "#99bbdd", "#82abd4"];

/// The picture as an SVG document.
pub fn svg(chart: &Chart) -> String {
    let mut out = String::new();
    let title = if chart.title.is_empty() {
        "Score history".to_owned()
    } else {
        format!("Score history: {}", chart.title)
    };
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"#1b2733\">\
         <title id=\"title\">{}</title><desc id=\"desc\">{}</desc>\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>",
        escaped(&title),
        escaped(&description(chart)),
    );
    text(&mut out, (LEFT, 28.0), "font-size=\"15\" font-weight=\"bold\"", &title);
    let axis = Axis::of(chart);
    bands(&mut out, chart, &axis);
    frame(&mut out, &axis);
    points(&mut out, chart, &axis);
    out.push_str("</svg>\n");
    out
}

/// All that the picture shows, in words.
fn description(chart: &Chart) -> String {
    let mut words = match chart.points.len() {
        0 => "There are no scores yet.".to_owned(),
        1 => "One score.".to_owned(),
        count => format!("{count} scores, oldest first."),
    };
    if let Some((lowest, highest)) = chart.range {
        let _ = write!(words, " Possible scores: {lowest} to {highest}.");
    }
    match chart.better {
        Some(Better::Lower) => words.push_str(" Lower is better."),
        Some(Better::Higher) => words.push_str(" Higher is better."),
        None => {}
    }
    for point in &chart.points {
        let _ = write!(words, " {}: {}", point.day, point.raw);
        if let Some(band) = &point.band {
            let _ = write!(words, " ({band})");
        }
        words.push('.');
    }
    words
}

/// Where days and scores are in the picture.
struct Axis {
    lowest: f64,
    highest: f64,
    first: Option<NaiveDate>,
    days: f64,
}

impl Axis {
    fn of(chart: &Chart) -> Self {
        let raws = || chart.points.iter().map(|point| f64::from(point.raw));
        let (lowest, highest) = match chart.range {
            Some((lowest, highest)) => (f64::from(lowest), f64::from(highest)),
            None => (raws().fold(0.0, f64::min), raws().fold(1.0, f64::max)),
        };
        let first = chart.points.first().map(|point| point.day);
        let last = chart.points.last().map(|point| point.day);
        let days = first.zip(last).map_or(0, |(first, last)| (last - first).num_days());
        #[expect(clippy::cast_precision_loss, reason = "a number of days is small")]
        let days = days as f64;
        Self { lowest, highest, first, days }
    }

    fn y(&self, raw: f64) -> f64 {
        let span = self.highest - self.lowest;
        let share = if span > 0.0 { (raw - self.lowest) / span } else { 0.0 };
        BOTTOM - share.clamp(0.0, 1.0) * (BOTTOM - TOP)
    }

    fn x(&self, day: NaiveDate) -> f64 {
        let since = self.first.map_or(0, |first| (day - first).num_days());
        #[expect(clippy::cast_precision_loss, reason = "a number of days is small")]
        let since = since as f64;
        let share = if self.days > 0.0 { since / self.days } else { 0.5 };
        LEFT + 24.0 + share * (RIGHT - LEFT - 48.0)
    }
}

/// The bands as stripes, each with its name beside it.
fn bands(out: &mut String, chart: &Chart, axis: &Axis) {
    for (place, band) in chart.bands.iter().enumerate() {
        // A stripe ends where the next one begins, so that there is no gap between whole scores.
        let next = chart.bands.get(place + 1);
        let top = axis.y(next.map_or(axis.highest, |next| f64::from(next.min)));
        let bottom = axis.y(f64::from(band.min));
        let shade = SHADES[place.min(SHADES.len() - 1)];
        let (width, height) = (RIGHT - LEFT, bottom - top);
        let _ = write!(
            out,
            "<rect x=\"{LEFT:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"{shade}\"/>"
        );
        let label = format!("{} ({}–{})", shortened(&band.label), band.min, band.max);
        // The topmost stripe may have no height, when its only score is the highest.
        let middle = f64::midpoint(top, bottom) + 4.0;
        text(out, (RIGHT + 10.0, middle), "font-size=\"11\"", &label);
    }
}

/// Long names would run out of the picture; the description has them whole.
fn shortened(label: &str) -> String {
    const LONGEST: usize = 24;

    if label.chars().count() <= LONGEST {
        return label.to_owned();
    }
    let start: String = label.chars().take(LONGEST - 1).collect();
    format!("{}…", start.trim_end())
}

fn frame(out: &mut String, axis: &Axis) {
    let _ = write!(
        out,
        "<path d=\"M{LEFT:.1} {TOP:.1}V{BOTTOM:.1}H{RIGHT:.1}\" fill=\"none\" stroke=\"#5a6b7b\"/>"
    );
    for raw in [axis.lowest, axis.highest] {
        let label = Number::try_from(raw).unwrap_or(Number::ZERO).to_string();
        let place = (LEFT - 8.0, axis.y(raw) + 4.0);
        text(out, place, "text-anchor=\"end\"", &label);
    }
}

fn points(out: &mut String, chart: &Chart, axis: &Axis) {
    if chart.points.is_empty() {
        let middle = (f64::midpoint(LEFT, RIGHT), f64::midpoint(TOP, BOTTOM));
        return text(out, middle, "text-anchor=\"middle\"", "No scores yet");
    }
    let places: Vec<_> = chart
        .points
        .iter()
        .map(|point| (axis.x(point.day), axis.y(f64::from(point.raw))))
        .collect();
    let line: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = write!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#123f6d\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    let every = chart.points.len().div_ceil(MOST_WRITTEN);
    let last = chart.points.len() - 1;
    for (place, (point, (x, y))) in chart.points.iter().zip(places).enumerate() {
        let _ = write!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"#123f6d\"><title>{}</title>\
             </circle>",
            escaped(&format!("{}: {}", point.day, point.raw))
        );
        let beside_the_last = place != last && last - place < every;
        if (place % every == 0 && !beside_the_last) || place == last {
            let raw = point.raw.to_string();
            text(out, (x, y - 10.0), "text-anchor=\"middle\" font-weight=\"bold\"", &raw);
            let attributes = format!(
                "text-anchor=\"end\" font-size=\"10\" transform=\"rotate(-30 {x:.1} {:.1})\"",
                BOTTOM + 16.0
            );
            text(out, (x, BOTTOM + 16.0), &attributes, &point.day.to_string());
        }
    }
}

fn text(out: &mut String, (x, y): (f64, f64), attributes: &str, words: &str) {
    let words = escaped(words);
    let _ = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{words}</text>");
}

/// Words that can stand in a document of XML, whatever they are.
fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => safe.push('\u{FFFD}'),
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(code: &str, label: &str, min: i64, max: i64) -> Band {
        Band {
            code: code.to_owned(),
            label: label.to_owned(),
            loinc_answer: None,
            min: Number::whole(min),
            max: Number::whole(max),
        }
    }

    fn chart(points: usize) -> Chart {
        let first = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let point = |place: usize| Point {
            day: first + chrono::Days::new(u64::try_from(place).unwrap() * 14),
            raw: Number::whole(i64::try_from(place % 28).unwrap()),
            band: Some("Mild".to_owned()),
        };
        Chart {
            title: "A <b>\"check\"</b> & more".to_owned(),
            range: Some((Number::ZERO, Number::whole(27))),
            bands: vec![band("low", "Low", 0, 9), band("high", "<script>", 10, 27)],
            better: Some(Better::Lower),
            points: (0..points).map(point).collect(),
        }
    }

    #[test]
    fn whatever_an_agency_calls_things_nothing_of_it_becomes_markup() {
        let drawn = svg(&chart(3));
        assert!(!drawn.contains("<script") && !drawn.contains("<b>"));
        assert!(drawn.contains("A &lt;b&gt;&quot;check&quot;&lt;/b&gt; &amp; more"));
        assert_eq!(escaped("a\u{0}b\u{1F}c'"), "a b c&#39;");
    }

    #[test]
    fn the_picture_says_in_words_what_it_shows() {
        let drawn = svg(&chart(2));
        assert!(
            drawn.contains("2 scores, oldest first. Possible scores: 0 to 27. Lower is better.")
        );
        assert!(drawn.contains("2026-01-05: 0 (Mild). 2026-01-19: 1 (Mild)."));
        assert!(svg(&chart(0)).contains("No scores yet"));
    }

    #[test]
    fn the_same_scores_make_the_same_picture_and_it_refers_to_nothing() {
        assert_eq!(svg(&chart(40)), svg(&chart(40)));
        let drawn = svg(&chart(40)).replacen("http://www.w3.org/2000/svg", "", 1);
        for outside in ["http", "href", "url(", "<style", "<script", "<image", "<foreignObject"] {
            assert!(!drawn.contains(outside), "{outside}");
        }
    }

    #[test]
    fn points_lie_between_the_edges_and_a_better_score_is_not_drawn_worse() {
        let chart = chart(28);
        let axis = Axis::of(&chart);
        let ys: Vec<_> = chart.points.iter().map(|point| axis.y(f64::from(point.raw))).collect();
        assert!(ys.iter().all(|y| (TOP..=BOTTOM).contains(y)));
        assert!(ys.windows(2).all(|pair| pair[1] < pair[0]), "a higher score is drawn higher");
        let xs: Vec<_> = chart.points.iter().map(|point| axis.x(point.day)).collect();
        assert!(xs.iter().all(|x| (LEFT..=RIGHT).contains(x)));
        assert!(xs.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
