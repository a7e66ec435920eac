//! Pixels to the bytes of a PNG: opaque, with a palette where the colours fit into one, and quickly.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

/// Colours that a palette of bytes can number.
const MOST_COLOURS: usize = 256;
/// The bits of each channel in which colours have to differ to be two: all of them, or so many that a difference in the
/// others cannot be seen. Soft edges and layers of tints have hundreds of colours, most of them all but equal.
const FINENESS: [u32; 3] = [8, 6, 5];
/// Colours of soft edges whose channels all differ by no more than this are drawn as one where a palette is full.
const ALIKE: u8 = 12;
/// Places of the table in which colours are looked up, a power of two and many times [`MOST_COLOURS`].
const PLACES: usize = 4096;

/// The bytes of a PNG. The pixels are opaque: red, green, blue and a fourth byte that is not kept, row by row.
pub(super) fn png(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_depth(BitDepth::Eight);
    // Neighbouring pixels are mostly equal: a better search saves little and takes ten times as long.
    encoder.set_compression(Compression::Fast);
    let found = FINENESS.iter().find_map(|kept| indexed(pixels, *kept));
    let data = match found {
        Some((palette, places)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            places
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            let (whole, _) = pixels.as_chunks::<4>();
            whole.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// The palette in the order in which its colours first appear, and the number of each pixel's colour in it; none where
/// there are too many colours. Colours that differ only beyond the `kept` upper bits of their channels are drawn as the
/// first of them.
fn indexed(pixels: &[u8], kept: u32) -> Option<(Vec<u8>, Vec<u8>)> {
    /// A word that no opaque colour is.
    const FREE: u32 = u32::MAX;
    let lower = (1_u8 << (8 - kept)).wrapping_sub(1);
    let mask = u32::from_le_bytes([!lower, !lower, !lower, 0]);
    let (whole, _) = pixels.as_chunks::<4>();
    let mut palette: Vec<u8> = Vec::new();
    let mut places: Vec<u8> = Vec::with_capacity(whole.len());
    let mut table = [(FREE, 0_u8); PLACES];
    let mut last = (FREE, 0_u8);
    let mut known = 0;
    for &[red, green, blue, _] in whole {
        let colour = u32::from_le_bytes([red, green, blue, 0]) & mask;
        if colour != last.0 {
            // Open addressing: the next place where another colour has this one.
            let mut at = (colour.wrapping_mul(0x9e37_79b1) >> 20) as usize % PLACES;
            while table[at].0 != FREE && table[at].0 != colour {
                at = (at + 1) % PLACES;
            }
            if table[at].0 == FREE {
                known += 1;
                let rgb = [red, green, blue];
                let number = match u8::try_from(palette.len() / 3) {
                    Ok(number) => {
                        palette.extend(rgb);
                        number
                    }
                    Err(_) if kept < 8 && known < PLACES / 2 => nearest(&palette, rgb)?,
                    Err(_) => return None,
                };
                table[at] = (colour, number);
            }
            last = table[at];
        }
        places.push(last.1);
    }
    debug_assert!(palette.len() <= 3 * MOST_COLOURS);
    Some((palette, places))
}

/// The place of the colour of a full palette that cannot be told from this one; none where all look different.
fn nearest(palette: &[u8], colour: [u8; 3]) -> Option<u8> {
    let (colours, _) = palette.as_chunks::<3>();
    let apart = |one: &[u8; 3]| {
        let channels = one.iter().zip(&colour).map(|(a, b)| a.abs_diff(*b));
        channels.max().unwrap_or(u8::MAX)
    };
    let (place, found) = colours.iter().enumerate().min_by_key(|(_, one)| apart(one))?;
    (apart(found) <= ALIKE).then_some(u8::try_from(place).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The opaque pixels that a PNG holds, and how it keeps them.
    fn read(bytes: &[u8]) -> (Vec<u8>, ColorType) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let kept = reader.info().color_type;
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        (pixels, kept)
    }

    /// Opaque pixels of so many colours, one after the other and again from the start; they lie at least 16 apart in
    /// one of their channels.
    fn colours(count: u32, pixels: u32) -> Vec<u8> {
        let colour = |pixel: u32| {
            let place = pixel % count;
            let channel = |shift: u32| ((place >> shift & 15) * 16) as u8;
            [channel(0), channel(4), channel(8), 255]
        };
        (0..pixels).flat_map(colour).collect()
    }

    #[test]
    fn pixels_come_back_whole_and_a_palette_holds_up_to_256_colours() {
        for (count, expected) in [
            (1, ColorType::Indexed),
            (2, ColorType::Indexed),
            (256, ColorType::Indexed),
            (257, ColorType::Rgb),
            (2000, ColorType::Rgb),
        ] {
            let pixels = colours(count, 64 * 40);
            let (back, kept) = read(&png(&pixels, 64, 40).unwrap());
            let opaque: Vec<u8> =
                pixels.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
            assert!(back == opaque, "{count} colours");
            assert_eq!(kept, expected, "{count} colours");
        }
    }

    #[test]
    fn colours_that_look_alike_share_a_place_only_where_there_are_too_many() {
        let shades = |count: u32| -> Vec<u8> {
            (0..count).flat_map(|at| [(at % 256) as u8, (at / 256) as u8, 200, 255]).collect()
        };
        let (few, _) = read(&png(&shades(256), 16, 16).unwrap());
        let exact: Vec<u8> =
            shades(256).as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect();
        assert!(few == exact);
        let (many, kept) = read(&png(&shades(512), 32, 16).unwrap());
        assert_eq!(kept, ColorType::Indexed);
        for (pixel, shown) in shades(512).as_chunks::<4>().0.iter().zip(many.as_chunks::<3>().0) {
            assert!(
                pixel.iter().zip(shown).all(|(a, b)| a.abs_diff(*b) < 4),
                "{pixel:?} {shown:?}"
            );
        }
    }

    #[test]
    fn the_palette_follows_the_picture() {
        let pixels = [[9, 8, 7, 255], [1, 1, 1, 255], [9, 8, 7, 255], [0, 0, 0, 255]].concat();
        let (palette, places) = indexed(&pixels, 8).unwrap();
        assert_eq!(palette, [9, 8, 7, 1, 1, 1, 0, 0, 0]);
        assert_eq!(places, [0, 1, 0, 2]);
    }
}
