using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Annotators;
using EmuEdit.Training.Clip;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Export;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Predictor;
using EmuEdit.Training.Runs;
using EmuEdit.Training.TextToImage;

namespace EmuEdit.Training.Tests;

/// <summary>The smallest runs there can be, on noise.</summary>
internal static class Toy
{
    public const int Size = 32, Length = 8;

    private static readonly string[] s_words = ["make", "it", "red", "blue", "a", "cube"];

    public static TokenizerBuilder Tokenizer { get; } = new(s_words);

    public static EditNetworkOptions Network { get; } = new()
    {
        ImageSize = Size,
        TextLength = Length,
        TextWidth = 64,
        TextLayers = 1,
        Channels = 64,
        DeepChannels = 64,
        DeepBlocks = 1,
        EmbeddingWidth = 32,
    };

    public static TaskPredictorNetworkOptions PredictorNetwork { get; } = new() { TextLength = Length, Width = 64, Layers = 1 };

    public static ClipNetworkOptions ClipNetwork { get; } =
        new()
        {
            ImageSize = Size,
            TextLength = Length,
            TextWidth = 64,
            TextLayers = 1,
            EmbedWidth = 16,
        };

    public static AnnotatorNetworkOptions AnnotatorNetwork { get; } = new() { ImageSize = Size, TextLength = Length };

    public static AnnotatorTrainerOptions Annotator(Annotator annotator, string folder, long steps) => new()
    {
        Folder = folder,
        Annotator = annotator,
        Samples = Annotated,
        HeldOut = i => Annotated(1000 + i),
        Tokenize = Tokenize,
        Vocabulary = Tokenizer.Vocabulary.Count,
        Network = AnnotatorNetwork,
        Optimiser = Optimiser,
        Seed = 3,
        Steps = steps,
        BatchSize = 8,
        HeldOutCount = 8,
        MetricSteps = 1,
    };

    public static EditorTrainerOptions Editor(string folder, long steps) => new()
    {
        Folder = folder,
        Samples = Sample,
        HeldOut = i => Sample(1000 + i),
        Tokenize = Tokenize,
        Vocabulary = Tokenizer.Vocabulary.Count,
        Network = Network,
        Optimiser = Optimiser,
        Seed = 3,
        Steps = steps,
        BatchSize = 2,
        HeldOutCount = 2,
        MetricSteps = 1,
        Command = "train",
        Commit = "c0ffee",
    };

    public static TaskPredictorTrainerOptions Predictor(string folder, long steps) => new()
    {
        Folder = folder,
        Samples = Instruction,
        HeldOut = i => Instruction(1000 + i),
        Tokenize = Tokenize,
        Vocabulary = Tokenizer.Vocabulary.Count,
        Network = PredictorNetwork,
        Optimiser = Optimiser,
        Seed = 3,
        Steps = steps,
        BatchSize = 32,
        HeldOutCount = 64,
        Precision = TrainingPrecision.Float32,
    };

    public static ClipTrainerOptions Clip(string folder, long steps) => new()
    {
        Folder = folder,
        Samples = Sample,
        HeldOut = i => Sample(1000 + i),
        Tokenize = Tokenize,
        Vocabulary = Tokenizer.Vocabulary.Count,
        Network = ClipNetwork,
        Optimiser = Optimiser,
        Seed = 3,
        Steps = steps,
        BatchSize = 16,
        HeldOutCount = 16,
        Precision = TrainingPrecision.Float32,
    };

    public static TextToImageTrainerOptions TextToImage(string folder, long steps) => new()
    {
        Folder = folder,
        Samples = Picture,
        HeldOut = i => Picture(1000 + i),
        Tokenize = Tokenize,
        Vocabulary = Tokenizer.Vocabulary.Count,
        Network = Network,
        Deviations = [.. Enumerable.Repeat(1f, Network.LatentChannels)],
        Optimiser = Optimiser,
        Seed = 3,
        Steps = steps,
        BatchSize = 8,
        HeldOutCount = 16,
    };

    public static TrainingResult Train(TextToImageTrainerOptions options) =>
        new TextToImageTrainer(options).Run(TestContext.Current.CancellationToken);

    public static TrainingResult Train(AnnotatorTrainerOptions options) =>
        new AnnotatorTrainer(options).Run(TestContext.Current.CancellationToken);

    public static TrainingResult Train(EditorTrainerOptions options) =>
        new EditorTrainer(options).Run(TestContext.Current.CancellationToken);

    public static TrainingResult Train(TaskPredictorTrainerOptions options) =>
        new TaskPredictorTrainer(options).Run(TestContext.Current.CancellationToken);

    public static TrainingResult Train(ClipTrainerOptions options) => new ClipTrainer(options).Run(TestContext.Current.CancellationToken);

    /// <summary>One word a token, at its place in the list of words.</summary>
    public static long[] Tokenize(string text) =>
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w => 1L + Array.IndexOf(s_words, w))
                .Concat(Enumerable.Repeat(0L, Length))
                .Take(Length),
        ];

    // Pictures of one colour that the captions name.
    private static EditSample Sample(long index)
    {
        var random = new CounterRandom(7, index);
        var (before, after) = (random.Next(2), random.Next(2));
        var region = new Mask(Size, Size);
        region.Pixels.AsSpan(0, 200).Fill(255);
        return new(
            Plain(before, random),
            "make it " + Colour(after),
            Plain(after, random),
            EditTask.All[random.Next(16)],
            region,
            "a " + Colour(before) + " cube",
            "a " + Colour(after) + " cube",
            null
        );
    }

    // A square of one colour on black, near, and a blue one or a red one that is not there.
    private static AnnotatedImage Annotated(long index)
    {
        var random = new CounterRandom(9, index);
        var (colour, left, top, side) = (random.Next(2), random.Next(Size / 2), random.Next(Size / 2), 8 + random.Next(8));
        var (image, mask) = (new Image(Size, Size), new Box(left, top, left + side, top + side).ToMask(Size, Size));
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(mask.Pixels[i / 3] != 0 && i % 3 == 2 * colour ? 220 : 20);
        return new(
            image,
            [new([Colour(colour) + " cube"], mask)],
            [Colour(1 - colour) + " cube"],
            Array.ConvertAll(mask.Pixels, m => m / 255f)
        );
    }

    private static CaptionedImage Picture(long index) => new(Sample(index).Input, Sample(index).InputCaption);

    private static Instruction Instruction(long index) =>
        new CounterRandom(8, index).Next(2) == 0 ? new("make it red", EditTask.Named("color")) : new("a blue cube", EditTask.Named("add"));

    private static string Colour(int colour) => colour == 0 ? "red" : "blue";

    private static Image Plain(int colour, CounterRandom random)
    {
        var image = new Image(Size, Size);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)((i % 3 == 2 * colour ? 200 : 30) + random.Next(20));
        return image;
    }

    private static AdamWOptions Optimiser { get; } = new() { LearningRate = 2e-3, WarmUpSteps = 2 };
}
