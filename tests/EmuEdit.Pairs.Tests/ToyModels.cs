using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Pairs.Tests;

/// <summary>
/// A bundle that draws a caption as one grey, lighter by <see cref="RedLevels"/> for each word
/// "red", with a detector that finds everything in one place.
/// </summary>
internal sealed class ToyModels : IDisposable
{
    public const float RedLevels = TinyBundle.Shift * 127.5f;
    public const int Size = 64;

    public static readonly Box Place = new(24, 24, 40, 40);

    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;

    public ToyModels(bool textToImage = true, float presence = 1)
    {
        new TinyBundle { Size = Size, TextToImage = textToImage }.Write(_folder["bundle"]);
        _bundle = Bundle.Load(_folder["bundle"]);
        Models = WorldTruth.Models(_bundle) with { Detector = new Everywhere(presence), Segmenter = new Everywhere(presence) };
    }

    public PairModels Models { get; }

    public static PairRequest Request(
        string task,
        string input,
        string output,
        string? about = "ball",
        string instruction = "do it",
        long index = 0
    ) => new(new(EditTask.Named(task), input, instruction, about, output, new("test")), 7, index);

    public PairOutcome Make(PairRequest request, SynthesisOptions? options = null) =>
        new PairSynthesiser(Models, (options ?? new()) with { Steps = 4, Guidance = 1 }).Synthesise([request])[0];

    /// <summary>The grey of a picture with that many reds.</summary>
    public static byte Grey(int reds) => (byte)MathF.Round(127.5f + reds * RedLevels);

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    private sealed class Everywhere(float presence) : IDetector, ISegmenter
    {
        public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries) =>
            [.. queries.Select(q => new Detection(q.Phrase == "cat" ? default : Place, presence))];

        public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries) =>
            [.. queries.Select(q => q.Box.ToMask(Size, Size))];
    }
}
