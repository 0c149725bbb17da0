using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class GroundingDinoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly GroundingDinoToy _toy;

    public GroundingDinoTests()
    {
        new TinyBundle().Write(_folder.Path);
        _toy = new(_folder["detector"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Detect_APhrase_TakesTheQueryAndTheTokenThatAreMostCertain()
    {
        using var bundle = Load();
        var detections = bundle.Detector!.Detect([
            (HalfWhite(32, 16), "Red sphere"),
            (HalfWhite(32, 16), "sphere"),
            (HalfWhite(32, 16), "tree"),
            (HalfWhite(16, 32), "SPHERES"),
        ]);
        Assert.Equal([new(0, 0, 16, 16), new(8, 4, 24, 12), new(8, 4, 24, 12), new(4, 8, 12, 24)], detections.Select(d => d.Box));
        Assert.Equal([2, 1, -4, 1], detections.Select(d => MathF.Round(Logit(d), 3)));
    }

    [Fact]
    public void Detect_NoWord_FindsNothing()
    {
        using var bundle = Load();
        Assert.Equal([0, 0], bundle.Detector!.Detect([(HalfWhite(32, 16), ""), (HalfWhite(32, 16), " .")]).Select(d => d.Confidence));
    }

    // 800 pixels for the shorter side, if the longer is at most 1333 then; ImageNet's mean and
    // deviation. Right of the middle the picture is black.
    [Theory]
    [InlineData(64, 48, "width", 1.066)]
    [InlineData(64, 48, "height", 0.8)]
    [InlineData(48, 64, "width", 0.8)]
    [InlineData(48, 64, "height", 1.066)]
    [InlineData(64, 32, "width", 1.333)]
    [InlineData(64, 32, "height", 0.666)]
    [InlineData(32, 64, "width", 0.666)]
    [InlineData(64, 32, "corner", (0 - 0.485) / 0.229)]
    [InlineData(64, 64, "r", (0.5 - 0.485) / 0.229)]
    [InlineData(64, 64, "g", (0.1 - 0.456) / 0.224)]
    [InlineData(64, 64, "b", (0.3 - 0.406) / 0.225)]
    [InlineData(64, 32, "shown", 1)]
    [InlineData(64, 32, "length", 0.4)]
    [InlineData(64, 32, "attended", 0.4)]
    [InlineData(64, 32, "types", 0)]
    public void Detect_APicture_IsPreparedAsTheModelExpects(int width, int height, string seen, double expected)
    {
        using var bundle = Load();
        var picture = HalfWhite(width, height);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i + 1], picture.Pixels[i + 2]) = ((byte)(picture.Pixels[i + 1] / 5), (byte)(picture.Pixels[i + 2] / 5 * 3));
        Assert.Equal(expected, Logit(bundle.Detector!.Detect([(picture, seen)])[0]), 2e-3);
    }

    [Theory]
    [InlineData("width", 0.04)]
    [InlineData("height", 0.02)]
    [InlineData("length", 0.8)]
    [InlineData("attended", 0.4)]
    public void Detect_WithAGraphOfFixedSizes_FillsThem(string seen, double expected)
    {
        using var bundle = Load(fixedSizes: true);
        Assert.Equal(expected, Logit(bundle.Detector!.Detect([(HalfWhite(64, 48), seen)])[0]), 1e-4);
        Assert.Equal(new(16, 12, 48, 36), bundle.Detector.Detect([(HalfWhite(64, 48), "sphere")])[0].Box);
    }

    [Theory]
    [InlineData("Red Spheres", 256, new[] { 2, 6, 7, 8, 5, 3 })]
    [InlineData(" red.\nsphere? ", 256, new[] { 2, 6, 7, 5, 3 })]
    [InlineData("red sphere sphere", 5, new[] { 2, 6, 7, 5, 3 })]
    [InlineData("[SEP]", 256, new[] { 2, 1, 1, 1, 5, 3 })]
    [InlineData("", 256, new[] { 2, 5, 3 })]
    public void Encode_APhrase_IsOneSentenceInLowerCase(string phrase, int most, int[] ids)
    {
        _toy.WriteVocabulary();
        Assert.Equal(ids, GroundingPrompts.Load(_folder["detector"]).Encode(phrase, most));
        File.Delete(_folder["detector/vocab.txt"]);
        _toy.WriteTokenizerJson();
        Assert.Equal(ids, GroundingPrompts.Load(_folder["detector"]).Encode(phrase, most));
    }

    [Fact]
    public void Detector_WithoutATokenizer_SaysWhatToCopy()
    {
        _toy.Write();
        AssertRefused("vocab.txt or tokenizer.json beside GroundingDINO's model.onnx");
    }

    [Fact]
    public void Detector_WithAnotherVocabulary_IsRefused()
    {
        _toy.Write();
        File.WriteAllLines(_folder["detector/vocab.txt"], GroundingDinoToy.Vocabulary.Where(t => t != "[SEP]"));
        AssertRefused("an uncased BERT");
    }

    [Fact]
    public void Detector_WithATokenizerThatIsNone_IsRefused()
    {
        _toy.Write();
        File.WriteAllText(_folder["detector/tokenizer.json"], "{}");
        AssertRefused("an uncased BERT");
    }

    [Theory]
    [InlineData(3, 3, "four numbers per box")]
    [InlineData(4, 1, "pictures of 3 channels, one at a time")]
    public void Detector_OfAnotherShape_SaysWhatIsAllowed(int numbers, int channels, string allowed)
    {
        _toy.WriteVocabulary();
        _toy.Write(numbers: numbers, channels: channels);
        AssertRefused(allowed);
    }

    private void AssertRefused(string message)
    {
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => bundle.Detector).Message);
    }

    private Bundle Load(bool fixedSizes = false)
    {
        _toy.WriteVocabulary();
        _toy.Write(fixedSizes);
        return Bundle.Load(_folder.Path);
    }

    private static float Logit(Detection detection) => MathF.Log(detection.Confidence / (1 - detection.Confidence));

    private static Image HalfWhite(int width, int height)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan(image.Offset(0, y), 3 * (width / 2)).Fill(255);
        return image;
    }
}
