//! Distances on the earth.

/// How far apart two points of the earth are, by the haversine formula.
pub fn kilometers(
    (latitude, longitude): (f64, f64),
    (other_latitude, other_longitude): (f64, f64),
) -> f64 {
    const EARTH_RADIUS: f64 = 6371.0088;
    let (from, to) = (latitude.to_radians(), other_latitude.to_radians());
    let half_latitude = (to - from) / 2.0;
    let half_longitude = (other_longitude - longitude).to_radians() / 2.0;
    let chord = half_latitude.sin().powi(2) + from.cos() * to.cos() * half_longitude.sin().powi(2);
    2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
}

/// A box of degrees around the point that holds all that is within the radius:
/// the lowest and highest latitude, and longitudes if they bound it at all.
pub fn around((latitude, longitude): (f64, f64), radius: f64) -> ([f64; 2], Option<[f64; 2]>) {
    const KILOMETERS_PER_DEGREE: f64 = 110.5;
    let high = radius / KILOMETERS_PER_DEGREE;
    let latitudes = [latitude - high, latitude + high];
    let narrowest = latitudes[0].abs().max(latitudes[1].abs()).to_radians().cos();
    let wide = high / narrowest;
    // Near a pole or the 180th meridian, degrees of longitude bound nothing.
    let bounded = narrowest > 0.01 && longitude - wide > -180.0 && longitude + wide < 180.0;
    (latitudes, bounded.then_some([longitude - wide, longitude + wide]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_an_atlas() {
        let (chicago, springfield) = ((41.8781, -87.6298), (39.7817, -89.6501));
        assert!((kilometers(chicago, springfield) - 288.0).abs() < 3.0);
        assert!(kilometers(chicago, chicago) < 0.001);
        // Across the 180th meridian: Suva and Apia.
        assert!((kilometers((-18.1416, 178.4419), (-13.8333, -171.7667)) - 1150.0).abs() < 20.0);
    }

    #[test]
    fn the_box_holds_all_that_is_near() {
        for latitude in [-89.0, -60.0, 0.0, 41.9, 70.0] {
            let center = (latitude, 20.0);
            let ([low, high], longitudes) = around(center, 100.0);
            for other in [(latitude + 0.85, 20.0), (latitude - 0.85, 20.5), (latitude, 20.8)] {
                if kilometers(center, other) <= 100.0 {
                    assert!(low <= other.0 && other.0 <= high, "{center:?} {other:?}");
                    let fits =
                        longitudes.is_none_or(|[west, east]| west <= other.1 && other.1 <= east);
                    assert!(fits, "{center:?} {other:?}");
                }
            }
        }
        assert_eq!(around((0.0, 179.9), 100.0).1, None);
    }
}
