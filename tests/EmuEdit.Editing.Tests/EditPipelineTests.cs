using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.Onnx;
using EmuEdit.TestKit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Editing.Tests;

/// <summary>
/// Against <see cref="TinyBundle"/>, which brightens the left half of a picture by
/// <see cref="ToyEdits.RedLevels"/> for each word "red".
/// </summary>
public sealed class EditPipelineTests : ToyEdits
{
    [Fact]
    public void Edit_ChangeOfTheLeftHalf_LeavesTheRightHalfByteForByte()
    {
        var input = Grey(16, 16);
        var result = Pipeline(new()).Run(input, "make it red", new());
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 16; x++)
                for (var c = 0; c < 3; c++)
                {
                    var (before, after) = (input.Pixels[input.Offset(x, y) + c], result.Image.Pixels[input.Offset(x, y) + c]);
                    Assert.Equal(x < 8 ? MathF.Round(before + RedLevels) : before, after);
                }
        Assert.True(result.Changes[0, 0] && result.Changes[7, 15] && !result.Changes[10, 0]);
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("euler")]
    [InlineData("euler-karras")]
    [InlineData("euler-a")]
    [InlineData("dpm++2m")]
    [InlineData("dpm++2m-sde")]
    [InlineData("lms")]
    [InlineData("lcm")]
    [InlineData("ddpm")]
    public void Edit_AnySampler_ReachesWhatTheNetworkPredicts(string sampler)
    {
        var input = Grey(16, 16);
        // Where the steps do not divide the timesteps, DDIM ends a little before the clean sample,
        // as the reference does.
        foreach (var steps in new[] { 1, 8 })
        {
            var result = Pipeline(new()).Run(input, "red red", new() { Sampler = sampler, Steps = steps });
            Assert.Equal(input.Pixels[0] + 2 * RedLevels, result.Image.Pixels[0], 1f);
        }
    }

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, 2f)]
    [InlineData(1.2f, 1.2f)]
    [InlineData(1.2f, 0.5f)]
    [InlineData(0f, 0f)]
    public void Edit_AnyGuidance_IsTheEquationsSum(float image, float text)
    {
        // The branch without conditions predicts zeros, the one with the picture the picture, the
        // full one the picture and the shift.
        var input = Grey(16, 16);
        var result = Pipeline(new()).Run(input, "red", new() { ImageGuidance = image, TextGuidance = text, Alpha = 0 });
        var expected = image * (input.Pixels[0] - 127.5f) + text * RedLevels + 127.5f;
        Assert.Equal(expected, result.Image.Pixels[0], 1f);
    }

    [Fact]
    public async Task Edit_ALearnedTask_IsDoneByItsNameAndByItsPhrasesWithoutLoadingAgain()
    {
        var pipeline = Pipeline(new());
        await Learn("brighten", 0.4f, "brighten the left half", "make the left half bright");
        foreach (var (instruction, task) in new[] { ("anything", "brighten"), ("brighten the left half please", null) })
        {
            var result = pipeline.Run(Grey(16, 16), instruction, new() { Task = task });
            Assert.Equal(("brighten", task is null), (result.Task, result.TaskPredicted));
            Assert.Equal(Grey(16, 16).Pixels[0] + 0.4f * 127.5f, result.Image.Pixels[0], 1f);
        }
        Assert.Equal("color", pipeline.Run(Grey(16, 16), "make it red", new()).Task);
        await new TaskLibrary(Folder.Path).DeleteAsync("brighten", TestContext.Current.CancellationToken);
        Assert.Contains(
            "unknown task 'brighten'",
            Assert.Throws<InvalidInputException>(() => pipeline.Run(Grey(16, 16), "x", new() { Task = "brighten" })).Message
        );
    }

    [Fact]
    public void Edit_NoTaskGiven_PredictsIt()
    {
        var result = Pipeline(new()).Run(Grey(16, 16), "red", new());
        Assert.Equal(("color", true), (result.Task, result.TaskPredicted));
        Assert.InRange(result.TaskConfidence, 0.99f, 1f);
    }

    [Fact]
    public void Edit_TaskGiven_TakesItsEmbedding()
    {
        var input = Grey(16, 16);
        var result = Pipeline(new()).Run(input, "darker", new() { Task = "global" });
        Assert.Equal(("global", false, 1f), (result.Task, result.TaskPredicted, result.TaskConfidence));
        Assert.Equal(input.Pixels[0] + 127.5f * TinyBundle.GlobalShift, result.Image.Pixels[0], 1f);
    }

    public static TheoryData<TensorElementType, GraphDimension[]> Timesteps => new()
    {
        { TensorElementType.Float, [] },
        { TensorElementType.Float, [1L] },
        { TensorElementType.Float, ["batch"] },
        { TensorElementType.Int64, [] },
        { TensorElementType.Int64, ["batch"] },
        { TensorElementType.Int32, [1L] },
    };

    [Theory, MemberData(nameof(Timesteps))]
    public void Edit_AnyKindOfTimestep_TellsTheNetworkTheTime(TensorElementType type, GraphDimension[] shape)
    {
        // Four trailing steps end at timestep 249, of which the toy makes a sample of 0.249.
        var toy = new TinyBundle { PredictsTimestep = true, Timestep = type, TimestepShape = shape };
        var result = Pipeline(toy).Run(Grey(16, 16), "red", new() { Steps = 4, Alpha = 0, ImageGuidance = 1.5f, TextGuidance = 5 });
        Assert.All(result.Image.Pixels, p => Assert.Equal(1.249f * 127.5f, p, 1f));
    }

    [Fact]
    public void Edit_InstructPix2Pix_FoldsTheTaskIntoThePromptAndSaysSo()
    {
        var result = InstructPix2Pix().Run(Grey(16, 16), "red", new() { Task = "local", ImageGuidance = 1, TextGuidance = 1 });
        Assert.Contains(result.Remarks, r => r.Contains("local: red", StringComparison.Ordinal));
        Assert.Equal(Grey(16, 16).Pixels[0] + RedLevels, result.Image.Pixels[0], 1f);
    }

    [Fact]
    public void Edit_InstructPix2PixWithoutATask_HasNone()
    {
        var result = InstructPix2Pix().Run(Grey(16, 16), "red", new());
        Assert.Equal(("none", false), (result.Task, result.TaskPredicted));
        Assert.Empty(result.Remarks);
    }

    [Fact]
    public void Edit_NothingToChange_GivesBackAnyPictureByteForByte()
    {
        var pipeline = Pipeline(new());
        var sizes = Gen.Choose(1, 60).Two().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(sizes, size =>
        {
            var input = Grey(size.Item1, size.Item2);
            var result = pipeline.Run(input, "nothing", new());
            return result.Image.Pixels.SequenceEqual(input.Pixels) && result.Changes.Count == 0;
        }));
    }

    [Theory]
    [InlineData(80, 48)]
    [InlineData(9, 16)]
    [InlineData(300, 7)]
    public void Edit_AnySizeAndShape_ChangesTheLeftAndKeepsTheRight(int width, int height)
    {
        var input = Grey(width, height);
        var result = Pipeline(new()).Run(input, "red", new()).Image;
        Assert.Equal((width, height), (result.Width, result.Height));
        var (left, right) = (input.Offset(0, height / 2), input.Offset(width - 1, height / 2));
        Assert.InRange(result.Pixels[left] - input.Pixels[left], 20, 45);
        Assert.Equal(input.Pixels.AsSpan(right, 3), result.Pixels.AsSpan(right, 3));
    }

    [Fact]
    public void Edit_TenTurnsWithAnInexactAutoencoder_DriftOnlyWithoutThresholding()
    {
        var pipeline = Pipeline(new() { DecoderError = 1.5f / 127.5f });
        Assert.Equal(Grey(16, 16).Pixels, Turns(0.03f).Pixels);
        Assert.Equal(Grey(16, 16).Pixels[0] + 15, Turns(0).Pixels[0], 10f);

        Image Turns(float alpha)
        {
            var picture = Grey(16, 16);
            for (var turn = 0; turn < 10; turn++)
                picture = pipeline.Run(picture, "nothing", new() { Alpha = alpha }).Image;
            return picture;
        }
    }

    [Fact]
    public void Edit_InstructionLongerThanTheModelReads_SaysSo()
    {
        var result = Pipeline(new()).Run(Grey(16, 16), string.Join(' ', Enumerable.Repeat("red", 40)), new());
        Assert.Contains(result.Remarks, r => r.Contains("14 tokens", StringComparison.Ordinal));
    }

    private Task Learn(string name, float shift, params string[] phrases) => new TaskLibrary(Folder.Path).AddAsync(
        name, [.. Enumerable.Repeat(shift, TinyBundle.Width)], new() { Created = DateTimeOffset.UnixEpoch, Phrases = phrases });
}
