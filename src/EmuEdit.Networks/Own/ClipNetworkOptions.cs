using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>Sizes of the two encoders. The defaults give about a million parameters.</summary>
public sealed record ClipNetworkOptions
{
    /// <summary>Side of the images in pixels: a multiple of 16, 32 to 256; default 64.</summary>
    public int ImageSize { get; init; } = 64;

    /// <summary>Number of tokens that a caption is padded or cut to, 8 to 77; default 48.</summary>
    public int TextLength { get; init; } = 48;

    /// <summary>Width of the text encoder, a multiple of 64 up to 1024; default 128.</summary>
    public int TextWidth { get; init; } = 128;

    /// <summary>Number of layers of the text encoder, 1 to 24; default 2.</summary>
    public int TextLayers { get; init; } = 2;

    /// <summary>
    /// Number of channels of the image encoder's last convolution, a multiple of 128 up to 1024;
    /// default 128.
    /// </summary>
    public int Channels { get; init; } = 128;

    /// <summary>Width of the shared embedding space, 16 to 1024; default 128.</summary>
    public int EmbedWidth { get; init; } = 128;

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
        OptionRange.Check(nameof(TextLength), TextLength, TextLength is >= 8 and <= 77, "8 to 77");
        OptionRange.Check(nameof(TextWidth), TextWidth, TextWidth is > 0 and <= 1024 && TextWidth % 64 == 0, "a multiple of 64 up to 1024");
        OptionRange.Check(nameof(TextLayers), TextLayers, TextLayers is >= 1 and <= 24, "1 to 24");
        OptionRange.Check(nameof(Channels), Channels, Channels is > 0 and <= 1024 && Channels % 128 == 0, "a multiple of 128 up to 1024");
        OptionRange.Check(nameof(EmbedWidth), EmbedWidth, EmbedWidth is >= 16 and <= 1024, "16 to 1024");
    }
}
