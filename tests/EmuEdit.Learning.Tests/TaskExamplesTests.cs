using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

public sealed class TaskExamplesTests : IDisposable
{
    private static readonly SkiaCodec s_codec = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_PairsOfAnySize_AreFramedAndTheirRegionsAreWhatDiffers()
    {
        var examples = TaskExamples.Of("brighten", [LearningHost.Pair("a", 32), LearningHost.Pair("b", 16)], 16);
        Assert.All(examples.Samples, s => Assert.Equal((16, 16, 16), (s.Input.Width, s.Target.Height, s.Region.Width)));
        Assert.Equal(8 * 16, examples.Samples[1].Region.Count);
        Assert.Equal("brighten", examples.Samples[0].Task.Name);
    }

    [Fact]
    public void Of_InstructionsMissingOrGiven_AreThePhrasesOnce()
    {
        var pairs = new[]
        {
            LearningHost.Pair("a", 16, "do it"),
            LearningHost.Pair("b", 16),
            LearningHost.Pair("c", 16, "Do it"),
            LearningHost.Pair("d", 16, " "),
        };
        Assert.Equal(["do it", "x4 please"], TaskExamples.Of("super-resolution", pairs, 16, "x4 please").Phrases);
        Assert.Equal(["do it", "super resolution"], TaskExamples.Of("super-resolution", pairs, 16).Phrases);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Of_TooFewOrTooManyPairs_IsRefused(int count)
    {
        var pair = LearningHost.Pair("a", 16);
        Assert.Contains(
            $"{count} example pairs; allowed: 1 to 1000",
            Assert.Throws<InvalidInputException>(() => TaskExamples.Of("x", [.. Enumerable.Repeat(pair, count)], 16)).Message
        );
    }

    [Fact]
    public void Of_PicturesOfTwoSizes_NamesThePair()
    {
        var odd = LearningHost.Pair("pair 7", 16) with { Target = new Image(16, 20) };
        Assert.Contains(
            "pair 7 of 16 x 16 pixels before and 16 x 20 after",
            Assert.Throws<InvalidInputException>(() => TaskExamples.Of("x", [LearningHost.Pair("a", 16), odd], 16)).Message
        );
    }

    [Fact]
    public void Of_IdenticalPairs_SaysThatThereIsNothingToLearn()
    {
        var same = LearningHost.Pair("a", 16) with { Target = LearningHost.Pair("a", 16).Input };
        Assert.Contains("nothing to learn", Assert.Throws<InvalidInputException>(() => TaskExamples.Of("x", [same, same], 16)).Message);
    }

    [Fact]
    public void Read_AFolder_TakesPicturesOfEveryKindAndTheirInstructions()
    {
        var pair = LearningHost.Pair("", 16);
        File.WriteAllBytes(_folder["b.input.png"], s_codec.EncodePng(pair.Input));
        File.WriteAllBytes(_folder["b.target.webp"], s_codec.EncodePng(pair.Target));
        File.WriteAllBytes(_folder["a.input.png"], s_codec.EncodePng(pair.Input));
        File.WriteAllBytes(_folder["a.target.png"], s_codec.EncodePng(pair.Target));
        File.WriteAllText(_folder["a.txt"], "brighten it\n");
        var read = ExampleFiles.Read(_folder.Path, 16, s_codec);
        Assert.Equal([("pair a", "brighten it"), ("pair b", null)], read.Select(p => (p.Name, p.Instruction)));
        Assert.Equal(pair.Target.Pixels, read[1].Target.Pixels);
        Assert.Single(ExampleFiles.Read(_folder.Path, 16, s_codec, most: 1));
    }

    // Names are no patterns, other programs' hidden files no examples, and cameras write capitals.
    [Fact]
    public void Read_NamesOfAnyKind_AreTakenAsTheyStand()
    {
        var (pair, other) = (LearningHost.Pair("", 16), s_codec.EncodePng(new Image(16, 16)));
        foreach (var name in new[] { "p*", "p?", "[p]", "p4" })
        {
            File.WriteAllBytes(_folder[name + (name == "p4" ? ".INPUT.PNG" : ".input.png")], s_codec.EncodePng(pair.Input));
            File.WriteAllBytes(_folder[name + (name == "p4" ? ".TARGET.PNG" : ".target.png")], s_codec.EncodePng(pair.Target));
            File.WriteAllBytes(_folder[$"._{name}.input.png"], [0, 5, 22, 7]);
        }
        File.WriteAllText(_folder["p4.TXT"], "brighten it\n");
        File.WriteAllBytes(_folder["p0.target.png"], other);
        File.WriteAllBytes(_folder["pa.target.png"], other);
        var read = ExampleFiles.Read(_folder.Path, 16, s_codec);
        Assert.Equal(["pair [p]", "pair p*", "pair p4", "pair p?"], read.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(read, p => Assert.Equal(pair.Target.Pixels, p.Target.Pixels));
        Assert.Equal("brighten it", read.Single(p => p.Name == "pair p4").Instruction);
    }

    [Fact]
    public void Read_HalfAPair_NamesTheFile()
    {
        File.WriteAllBytes(_folder["b.input.png"], s_codec.EncodePng(new Image(4, 4)));
        Assert.Contains(
            "b.input.png without its image after the edit",
            Assert.Throws<InvalidInputException>(() => ExampleFiles.Read(_folder.Path, 16, s_codec)).Message
        );
    }

    [Fact]
    public void Read_AFolderWithoutExamples_SaysWhatBelongsThere() =>
        Assert.Contains("NAME.input.png", Assert.Throws<InvalidInputException>(() => ExampleFiles.Read(_folder.Path, 16, s_codec)).Message);

    [Fact]
    public void Read_WhatIsNotThere_SaysSo() =>
        Assert.Contains(
            "does not exist",
            Assert.Throws<InvalidInputException>(() => ExampleFiles.Read(_folder["none"], 16, s_codec)).Message
        );
}
