using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>
/// Sizes of the detector, segmenter and depth estimator. The defaults give 0.3 to 0.6 million
/// parameters each.
/// </summary>
public sealed record AnnotatorNetworkOptions
{
    /// <summary>Side of the images in pixels: a multiple of 16, 32 to 256; default 64.</summary>
    public int ImageSize { get; init; } = 64;

    /// <summary>
    /// Number of channels of the coarse levels, and width of the detector's text encoder. The fine
    /// levels have a half and a quarter of it. A multiple of 64 up to 512, default 64.
    /// </summary>
    public int Channels { get; init; } = 64;

    /// <summary>Number of tokens that a phrase is padded or cut to, 4 to 77; default 16.</summary>
    public int TextLength { get; init; } = 16;

    /// <summary>Number of layers of the detector's text encoder, 1 to 24; default 1.</summary>
    public int TextLayers { get; init; } = 1;

    /// <summary>Side of the detector's grid, a quarter of the image's.</summary>
    public int Grid => ImageSize / 4;

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="Core.InvalidInputException">
    /// An option is out of its range. The message names the option, its value and what is allowed.
    /// </exception>
    public void Validate()
    {
        OptionRange.Check(
            nameof(ImageSize),
            ImageSize,
            ImageSize is >= 32 and <= 256 && ImageSize % 16 == 0,
            "a multiple of 16 from 32 to 256"
        );
        OptionRange.Check(nameof(Channels), Channels, Channels is > 0 and <= 512 && Channels % 64 == 0, "a multiple of 64 up to 512");
        OptionRange.Check(nameof(TextLength), TextLength, TextLength is >= 4 and <= 77, "4 to 77");
        OptionRange.Check(nameof(TextLayers), TextLayers, TextLayers is >= 1 and <= 24, "1 to 24");
    }
}
