using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Annotators;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Tests.Options;

public class OptionTests
{
    public static TheoryData<string, Action> Wrong => new()
    {
        { "Steps and Minutes none", (Toy.Editor("x", 1) with { Steps = null }).Validate },
        { "Steps 0", (Toy.Editor("x", 1) with { Steps = 0 }).Validate },
        { "Minutes 0", (Toy.Editor("x", 1) with { Minutes = 0 }).Validate },
        { "Minutes NaN", (Toy.Editor("x", 1) with { Minutes = double.NaN }).Validate },
        { "BatchSize 0", (Toy.Editor("x", 1) with { BatchSize = 0 }).Validate },
        { "AccumulationSteps 0", (Toy.Editor("x", 1) with { AccumulationSteps = 0 }).Validate },
        { "HeldOutCount 0", (Toy.Editor("x", 1) with { HeldOutCount = 0 }).Validate },
        { "LastTimestepShare 1.5", (Toy.Editor("x", 1) with { LastTimestepShare = 1.5 }).Validate },
        { "Dropout 0.5", (Toy.Editor("x", 1) with { Dropout = 0.5 }).Validate },
        { "HuberWidth 0", (Toy.Editor("x", 1) with { HuberWidth = 0 }).Validate },
        { "Threads 0", (Toy.TextToImage("x", 1) with { Threads = 0 }).Validate },
        { "Dropout -1", (Toy.TextToImage("x", 1) with { Dropout = -1 }).Validate },
        { "an editor to start from in ''", (Toy.TextToImage("x", 1) with { FromEditor = true }).Validate },
        { "a bundle with latents of 3 channels", (Toy.TextToImage("x", 1) with { Deviations = [1, 1, 1] }).Validate },
        { "ReplacedWords -1", (Toy.Predictor("x", 1) with { ReplacedWords = -1 }).Validate },
        { "InsertedWords 9", (Toy.Predictor("x", 1) with { InsertedWords = 9 }).Validate },
        { "Roughness 3", (Toy.Annotator(Annotator.Depth, "x", 1) with { Roughness = 3 }).Validate },
        { "Threads 0", (Toy.Annotator(Annotator.Detector, "x", 1) with { Threads = 0 }).Validate },
        { "ImageSize 40", (Toy.AnnotatorNetwork with { ImageSize = 40 }).Validate },
        { "Channels 96", (Toy.AnnotatorNetwork with { Channels = 96 }).Validate },
        { "TextLength 3", (Toy.AnnotatorNetwork with { TextLength = 3 }).Validate },
        { "ImageSize 50", (Toy.Network with { ImageSize = 50 }).Validate },
        { "Channels 100", (Toy.Network with { Channels = 100 }).Validate },
        { "TextLength 100", (Toy.Network with { TextLength = 100 }).Validate },
        { "Width 65", (Toy.PredictorNetwork with { Width = 65 }).Validate },
        { "Channels 96", (Toy.ClipNetwork with { Channels = 96 }).Validate },
        { "EmbedWidth 0", (Toy.ClipNetwork with { EmbedWidth = 0 }).Validate },
        { "LearningRate 0", new AdamWOptions { LearningRate = 0 }.Validate },
        { "LearningRate NaN", new AdamWOptions { LearningRate = double.NaN }.Validate },
        { "Beta2 1", new AdamWOptions { Beta2 = 1 }.Validate },
        { "ClipNorm -1", new AdamWOptions { ClipNorm = -1 }.Validate },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_OfAnOptionOutOfRange_NamesItAndWhatWasGiven(string given, Action validate) =>
        Assert.Equal(given, Assert.Throws<InvalidInputException>(validate).Given);

    [Fact]
    public void Validate_OfDefaults_Passes()
    {
        new AdamWOptions().Validate();
        new EditNetworkOptions().Validate();
        new TaskPredictorNetworkOptions().Validate();
        new ClipNetworkOptions().Validate();
        new AnnotatorNetworkOptions().Validate();
        Toy.Editor("x", 1).Validate();
        Toy.TextToImage("x", 1).Validate();
    }
}
