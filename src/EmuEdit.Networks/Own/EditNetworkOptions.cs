using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>
/// Sizes of the editor's networks and of the text-to-image model. The defaults give about 7 million
/// parameters.
/// </summary>
public sealed record EditNetworkOptions
{
    /// <summary>
    /// Side of the images in pixels: 32, 64, 128 or 256; default 64. The latent grid is 16 x 16 at
    /// every size.
    /// </summary>
    public int ImageSize { get; init; } = 64;

    /// <summary>Number of tokens that an instruction is padded or cut to, 8 to 77; default 48.</summary>
    public int TextLength { get; init; } = 48;

    /// <summary>Width D of the text encoder, a multiple of 64; default 192.</summary>
    public int TextWidth { get; init; } = 192;

    /// <summary>Number of layers of the text encoder, at least 1; default 3.</summary>
    public int TextLayers { get; init; } = 3;

    /// <summary>Number of channels at 16 x 16, a multiple of 64; default 128.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Number of channels at 8 x 8, a multiple of 64; default 256.</summary>
    public int DeepChannels { get; init; } = 256;

    /// <summary>
    /// Number of pairs of residual block and transformer at 8 x 8 before the way up, at least 1;
    /// default 2.
    /// </summary>
    public int DeepBlocks { get; init; } = 2;

    /// <summary>Number of residual blocks at 16 x 16 on the way up, at least 1; default 1.</summary>
    public int UpBlocks { get; init; } = 1;

    /// <summary>Width of the timestep embedding; default 384.</summary>
    public int EmbeddingWidth { get; init; } = 384;

    /// <summary>Hidden width of a transformer's MLP as a multiple of its width; default 2.</summary>
    public int MlpRatio { get; init; } = 2;

    /// <summary>
    /// Whether the editor has a vector for each task; default true. Without them, all vectors are 0
    /// and only the instruction selects the edit.
    /// </summary>
    public bool TaskEmbeddings { get; init; } = true;

    /// <summary>Side of the latent grid.</summary>
    public static int Grid => 16;

    /// <summary>Side of a block, in pixels.</summary>
    public int Patch => ImageSize / Grid;

    /// <summary>Number of channels C of a latent: every coefficient of a block.</summary>
    public int LatentChannels => 3 * Patch * Patch;

    /// <summary>
    /// Number of channels at each doubling from the grid to single pixels: half as many every time,
    /// at least 16.
    /// </summary>
    internal int[] DetailChannels => [.. Enumerable.Range(1, (int)Math.Log2(Patch)).Select(i => Math.Max(16, Channels >> i))];

    internal const int HeadWidth = 64;

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">
    /// An option is out of its range. The message names the option, its value and what is allowed.
    /// </exception>
    public void Validate()
    {
        OptionRange.Check(nameof(ImageSize), ImageSize, ImageSize is 32 or 64 or 128 or 256, "32, 64, 128 or 256");
        OptionRange.Check(nameof(TextLength), TextLength, TextLength is >= 8 and <= 77, "8 to 77");
        OptionRange.Check(
            nameof(TextWidth),
            TextWidth,
            TextWidth is > 0 and <= 1024 && TextWidth % HeadWidth == 0,
            "a multiple of 64 up to 1024"
        );
        OptionRange.Check(nameof(TextLayers), TextLayers, TextLayers is >= 1 and <= 24, "1 to 24");
        OptionRange.Check(
            nameof(Channels),
            Channels,
            Channels is > 0 and <= 1024 && Channels % HeadWidth == 0,
            "a multiple of 64 up to 1024"
        );
        OptionRange.Check(
            nameof(DeepChannels),
            DeepChannels,
            DeepChannels is > 0 and <= 1024 && DeepChannels % HeadWidth == 0,
            "a multiple of 64 up to 1024"
        );
        OptionRange.Check(nameof(DeepBlocks), DeepBlocks, DeepBlocks is >= 1 and <= 16, "1 to 16");
        OptionRange.Check(nameof(UpBlocks), UpBlocks, UpBlocks is >= 1 and <= 16, "1 to 16");
        OptionRange.Check(
            nameof(EmbeddingWidth),
            EmbeddingWidth,
            EmbeddingWidth is >= 32 and <= 2048 && EmbeddingWidth % 2 == 0,
            "an even number from 32 to 2048"
        );
        OptionRange.Check(nameof(MlpRatio), MlpRatio, MlpRatio is >= 1 and <= 8, "1 to 8");
    }
}
