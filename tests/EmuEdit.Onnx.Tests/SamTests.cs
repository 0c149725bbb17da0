using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class SamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly SamToy _toy;

    public SamTests()
    {
        new TinyBundle().Write(_folder.Path);
        _toy = new(_folder["segmenter"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, SamToy.Prompt.Corners)]
    [InlineData(false, SamToy.Prompt.Corners)]
    [InlineData(true, SamToy.Prompt.Boxes)]
    [InlineData(false, SamToy.Prompt.Boxes)]
    public void Segment_ABox_GivesTheBrightPartOfItInThePictureItself(bool landscape, SamToy.Prompt prompt)
    {
        using var bundle = Load(prompt);
        var (picture, box) = landscape ? (HalfWhite(64, 32), new Box(16, 8, 48, 24)) : (HalfWhite(32, 64), new Box(8, 16, 24, 48));
        var mask = bundle.Segmenter!.Segment([(picture, box)])[0];
        Assert.Equal((picture.Width, picture.Height), (mask.Width, mask.Height));
        var bright = landscape ? box with { Right = 32 } : box with { Bottom = 32 };
        // A cell of the model is eight pixels of the picture; between two of them the edge is found to two.
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
                if (Away(x, bright.Left, bright.Right) && Away(y, bright.Top, bright.Bottom))
                    Assert.Equal(x >= bright.Left && x < bright.Right && y >= bright.Top && y < bright.Bottom, mask[x, y]);

        static bool Away(int at, int low, int high) => Math.Abs(at - low + 0.5) > 2 && Math.Abs(at - high + 0.5) > 2;
    }

    [Theory]
    [InlineData(0.9f, 0.1f, 0.5f, 0)]
    [InlineData(0.1f, 0.5f, 0.9f, 64 * 32)]
    public void Segment_SeveralMasks_TakesTheOneWithTheHighestScore(float first, float second, float third, int pixels)
    {
        using var bundle = Load(SamToy.Prompt.Corners, scores: [first, second, third]);
        Assert.Equal(pixels, bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])[0].Count);
    }

    // The encoder draws noise, and it alone: two masks are the same where the picture was encoded once.
    [Fact]
    public void Segment_TwoBoxesOfAPicture_EncodesItOnce()
    {
        using var bundle = Load(SamToy.Prompt.Boxes, noise: true);
        var (picture, other, box) = (HalfWhite(32, 32), HalfWhite(32, 32), new Box(0, 0, 32, 32));
        var masks = bundle.Segmenter!.Segment([(picture, box), (other, box), (picture, box)]);
        Assert.Equal(masks[0].Pixels, masks[2].Pixels);
        Assert.NotEqual(masks[0].Pixels, masks[1].Pixels);
    }

    [Fact]
    public void Apply_InACorner_NormalisesThePictureAndLeavesTheRestZero()
    {
        var picture = new Image(4, 2);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (255, 0, 51);
        var planes = PixelNormalisation.ImageNet.Apply(picture, ResizeTransform.InCorner(4, 2, 8));
        float[] shown = [(1 - 0.485f) / 0.229f, (0 - 0.456f) / 0.224f, (0.2f - 0.406f) / 0.225f];
        for (var i = 0; i < planes.Length; i++)
            Assert.Equal(i / 8 % 8 < 4 ? shown[i / 64] : 0, planes[i], 1e-5);
    }

    [Fact]
    public void Segmenter_WithAPreprocessorConfiguration_NormalisesAsItSays()
    {
        _toy.Write(SamToy.Prompt.Boxes);
        // What is white is below the mean then, so nothing is bright.
        File.WriteAllText(_folder["segmenter/preprocessor_config.json"], """{ "image_mean": [2, 2, 2], "image_std": [1, 1, 1] }""");
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Equal(0, bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])[0].Count);
    }

    [Fact]
    public void Segmenter_BesideTheBundlesOwn_IsSam()
    {
        _toy.Write(SamToy.Prompt.Corners);
        File.WriteAllText(_folder["segmenter/model.onnx"], "not read");
        using var bundle = Bundle.Load(_folder.Path);
        Assert.IsType<SamSegmenter>(bundle.Segmenter);
        Assert.Contains("segmenter", bundle.OptionalParts);
    }

    [Fact]
    public void Segmenter_WithoutADecoder_NamesTheFile()
    {
        _toy.Write(SamToy.Prompt.Corners);
        File.Delete(_folder["segmenter/prompt_encoder_mask_decoder.onnx"]);
        AssertRefused("no file " + _folder["segmenter/prompt_encoder_mask_decoder.onnx"]);
    }

    [Fact]
    public void Segmenter_OfTwoExports_IsRefused()
    {
        _toy.Write(SamToy.Prompt.Boxes);
        File.Move(_folder["segmenter/vision_encoder.onnx"], _folder["encoder.onnx"]);
        _toy.Write(SamToy.Prompt.Corners);
        File.Move(_folder["encoder.onnx"], _folder["segmenter/vision_encoder.onnx"], overwrite: true);
        AssertRefused("Copy both files from one export");
    }

    [Fact]
    public void Segmenter_OfPicturesThatAreNotSquare_IsRefused()
    {
        _toy.Write(SamToy.Prompt.Corners, height: SamToy.Size / 2);
        AssertRefused("square pictures of 3 channels");
    }

    [Fact]
    public void Segment_WithADecoderOfPointsAlone_IsRefused()
    {
        using var bundle = Load(SamToy.Prompt.Points);
        Assert.Contains(
            "takes points and no boxes",
            Assert.Throws<InvalidInputException>(() => bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])).Message
        );
    }

    private void AssertRefused(string message)
    {
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => bundle.Segmenter).Message);
    }

    private Bundle Load(SamToy.Prompt prompt, bool noise = false, float[]? scores = null)
    {
        _toy.Write(prompt, noise, scores);
        return Bundle.Load(_folder.Path);
    }

    // White is the half that is nearer to the left upper corner along the longer side.
    private static Image HalfWhite(int width, int height)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (width >= height ? x < width / 2 : y < height / 2)
                    image.Pixels.AsSpan(image.Offset(x, y), 3).Fill(255);
        return image;
    }
}
