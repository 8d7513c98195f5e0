//! Reading an image and writing it again: what comes out is pixels and nothing else.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::{LimitError, LimitErrorKind};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// The largest file, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// The longest side that is read, and the longest that is kept, in pixels.
const READ: u32 = 12_000;
const KEPT: u32 = 2_000;
/// How many pixels one may have.
const PIXELS: u64 = 40_000_000;
/// Memory that reading one may take, in bytes: all pixels in four bytes each.
const MEMORY: u64 = 4 * PIXELS;
/// Of a JPEG, in per cent.
const QUALITY: u8 = 85;

/// An image that was written again.
#[derive(Debug)]
pub struct Again {
    pub kind: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// Reads PNG, JPEG, GIF (its first picture) or WebP; turns it upright as its EXIF says, and forgets that. Photographs stay
/// JPEG, everything else becomes PNG; what is very large becomes smaller.
///
/// # Errors
/// One sentence, when it is no such image.
pub fn reencode(file: &[u8]) -> Result<Again, String> {
    const UNREADABLE: &str = "This image cannot be read. Use PNG, JPEG, GIF or WebP.";
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| UNREADABLE.to_owned())?;
    let format =
        reader.format().filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP));
    let format = format.ok_or(UNREADABLE)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(READ);
    limits.max_image_height = Some(READ);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let read = || -> Result<DynamicImage, image::ImageError> {
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > PIXELS {
            // Fewer bytes a pixel would pass the limit of memory, and take more of it when they are written again.
            return Err(image::ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError)));
        }
        let upright = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(upright);
        Ok(picture)
    };
    let picture = read().map_err(|error| match error {
        image::ImageError::Limits(_) => format!("This image is too large: {READ} pixels on a side and 40 megapixels are possible."),
        _ => UNREADABLE.to_owned(),
    })?;
    let picture = if picture.width().max(picture.height()) > KEPT { picture.thumbnail(KEPT, KEPT) } else { picture };
    let mut bytes = Vec::new();
    let (kind, written) = if format == ImageFormat::Jpeg {
        ("jpeg", picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)))
    } else {
        ("png", DynamicImage::from(picture.to_rgba8()).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png))
    };
    written.map_err(|_| UNREADABLE.to_owned())?;
    Ok(Again { kind, width: picture.width(), height: picture.height(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = DynamicImage::new_rgb8(width, height);
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    /// A JPEG whose EXIF says where it was taken, and that it lies on its side (orientation 6).
    fn photograph() -> Vec<u8> {
        let plain = file(ImageFormat::Jpeg, 40, 20);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 52.5200 N 13.4050 E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn what_the_camera_wrote_is_gone_and_the_picture_stands_upright() {
        let kept = reencode(&photograph()).unwrap();
        assert_eq!((kept.kind, kept.width, kept.height), ("jpeg", 20, 40));
        assert!(!kept.bytes.windows(3).any(|bytes| bytes == b"GPS") && !kept.bytes.windows(4).any(|bytes| bytes == b"Exif"));
    }

    #[test]
    fn four_formats_are_read_and_two_are_written() {
        for (format, kind) in
            [(ImageFormat::Png, "png"), (ImageFormat::Gif, "png"), (ImageFormat::WebP, "png"), (ImageFormat::Jpeg, "jpeg")]
        {
            let kept = reencode(&file(format, 30, 10)).unwrap();
            assert_eq!((kept.kind, kept.width, kept.height), (kind, 30, 10));
            assert_eq!(image::guess_format(&kept.bytes).unwrap().extensions_str()[0], if kind == "png" { "png" } else { "jpg" });
        }
        let large = reencode(&file(ImageFormat::Png, 4_000, 100)).unwrap();
        assert_eq!((large.width, large.height), (KEPT, 50));
        assert!(reencode(&file(ImageFormat::Png, READ + 1, 1)).unwrap_err().contains("too large"));
        let mut grey = Vec::new();
        DynamicImage::new_luma8(11_000, 4_000).write_to(&mut Cursor::new(&mut grey), ImageFormat::Png).unwrap();
        assert!(reencode(&grey).unwrap_err().contains("40 megapixels"), "whatever a pixel takes");
        assert!(reencode(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>").unwrap_err().contains("cannot be read"));
    }

    proptest! {
        #[test]
        fn a_broken_file_is_refused_and_nothing_else_happens(at in 0_usize..200, byte in any::<u8>(), cut in 1_usize..200) {
            for mut broken in [file(ImageFormat::Png, 9, 9), file(ImageFormat::WebP, 9, 9), photograph()] {
                let place = at % broken.len();
                broken[place] = byte;
                let _ = reencode(&broken);
                let _ = reencode(&broken[..cut.min(broken.len())]);
            }
        }
    }
}
