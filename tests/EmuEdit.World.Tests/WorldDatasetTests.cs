using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.World.Tests;

public class WorldDatasetTests
{
    public static TheoryData<string> Tasks => [.. EditTask.All.Select(t => t.Name)];

    [Fact]
    public void Sample_SameSeedAndIndex_IsTheSameInAnyOrder()
    {
        var (first, second) = (new WorldDataset(7, 32), new WorldDataset(7, 32));
        var forward = Enumerable.Range(0, 8).Select(i => first.Sample(i)).ToList();
        var backward = Enumerable.Range(0, 8).Reverse().Select(i => second.Sample(i)).Reverse().ToList();
        Assert.All(forward.Zip(backward), pair =>
        {
            Assert.Equal(pair.First.Instruction, pair.Second.Instruction);
            Assert.Equal(pair.First.Target.Pixels, pair.Second.Target.Pixels);
        });
    }

    [Fact]
    public void Sample_OfThisSeed_HasTheseBytesOnEveryMachine()
    {
        var world = new WorldDataset(1, 64);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var task in EditTask.All)
            for (var i = 0; i < 4; i++)
            {
                var sample = world.Sample(i, task);
                hash.AppendData(sample.Input.Pixels);
                hash.AppendData(sample.Target.Pixels);
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sample.Instruction));
            }
        Assert.Equal("761E56CA85F52C549847BDCFC47E3667630543460E699457392E00DB43267F33", Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData("add")]
    [InlineData("remove")]
    [InlineData("local")]
    [InlineData("global")]
    public void Captions_OfAnEdit_DifferInWhatItChangesAlone(string task)
    {
        var world = new WorldDataset(3, 32);
        for (var i = 0; i < 40; i++)
        {
            var sample = world.Sample(i, EditTask.Named(task));
            var (before, after) = (sample.InputCaption.Split(' '), sample.OutputCaption.Split(' '));
            if (before.Contains("nothing") || after.Contains("nothing"))
                continue;
            // What comes before the first difference and after the last is the same; between lies
            // one object, or the light.
            var start = before.Zip(after).TakeWhile(w => w.First == w.Second).Count();
            var end = before.Reverse().Zip(after.Reverse()).TakeWhile(w => w.First == w.Second).Count();
            Assert.True(
                Math.Max(before.Length, after.Length) - start - end <= 12,
                $"'{sample.InputCaption}' became '{sample.OutputCaption}'"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Sample_OfATask_ChangesPixelsInItsRegionAndOnlyThere(string name)
    {
        var (world, task) = (new WorldDataset(3, 64), EditTask.Named(name));
        for (var i = 0; i < 20; i++)
        {
            var sample = world.Sample(i, task);
            Assert.True(Difference(sample, inside: true) > 4, $"{name} {i}: {sample.Instruction}");
            // A skeleton's region is its box; the rest of the picture turns black all the same.
            if (name != "pose")
                Assert.True(Difference(sample, inside: false) <= 4, $"{name} {i}: {sample.Instruction}");
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Sample_OfATask_HasWordsOfTheVocabularyOnly(string name)
    {
        var vocabulary = WorldVocabulary.Words.ToHashSet();
        foreach (var heldOut in new[] { false, true })
        {
            var world = new WorldDataset(11, 16, heldOut);
            for (var i = 0; i < 30; i++)
            {
                var sample = world.Sample(i, EditTask.Named(name));
                var unknown = WorldVocabulary
                    .Split($"{sample.Instruction} {sample.InputCaption} {sample.OutputCaption}")
                    .Where(w => !vocabulary.Contains(w));
                Assert.Empty(unknown);
            }
        }
    }

    [Fact]
    public void Sample_WithoutATask_DrawsTasksEvenly()
    {
        var world = new WorldDataset(5, 16);
        var counts = Enumerable.Range(0, 3200).GroupBy(i => world.Instruction(i).Task.Name).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(EditTask.All.Count, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void Instruction_HeldOut_IsPhrasedAsTrainingNeverIs()
    {
        var (seen, heldOut) = (new WorldDataset(5, 16), new WorldDataset(5, 16, heldOut: true));
        Assert.DoesNotContain(
            Enumerable.Range(0, 2000),
            i => seen.Instruction(i).Instruction.StartsWith("please", StringComparison.Ordinal)
        );
        Assert.Contains(Enumerable.Range(0, 50), i => heldOut.Instruction(i).Instruction.StartsWith("please", StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_SizeTooSmall_SaysWhatIsAllowed()
    {
        var error = Assert.Throws<InvalidInputException>(() => new WorldDataset(0, 4));
        Assert.Contains("8 or more", error.Message);
    }

    /// <summary>The largest difference of a channel, 0 to 255, over the region or over the rest.</summary>
    private static int Difference(EditSample sample, bool inside) =>
        Enumerable.Range(0, sample.Input.Pixels.Length)
            .Where(i => sample.Region.Pixels[i / 3] != 0 == inside)
            .Select(i => Math.Abs(sample.Input.Pixels[i] - sample.Target.Pixels[i]))
            .DefaultIfEmpty(0).Max();

    [Fact]
    public void Words_OfTheFile_AreThoseOfDrawnTexts()
    {
        var drawn = WorldVocabulary.Collect();
        Assert.True(
            drawn.SequenceEqual(WorldVocabulary.Words),
            "src/EmuEdit.World/Words.txt has to hold a line each of: " + string.Join(' ', drawn)
        );
    }
}
