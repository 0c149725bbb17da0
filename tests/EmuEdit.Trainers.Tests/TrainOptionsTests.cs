using System.Text.Json;

namespace EmuEdit.Trainers.Tests;

public class TrainOptionsTests
{
    private static readonly TrainPart s_editor = TrainPart.All(() => "bundle").Single(p => p.Name == TrainRun.EditorPart);

    [Fact]
    public void Read_EveryOption_IsThatOfTheRecord()
    {
        var read = Read(
            """
            {
              "seed": 18446744073709551615, "size": "32", "steps": 5, "minutes": 0.5, "accumulate": null, "precision": "bfloat16",
              "data": "shards", "column": {"input": "before"}, "task_weight": {"add": 3}, "only_tasks": ["add", "text"], "balance": true
            }
            """
        );
        Assert.Equal((-1L, 32, 5L, 0.5, 1, 32), ((long)read.Seed, read.Size, read.Steps, read.Minutes, read.Accumulate, read.Batch));
        Assert.Equal(Core.TrainingPrecision.BFloat16, read.Precision);
        Assert.Equal(["shards"], read.Data);
        Assert.Equal(["input=before"], read.Column);
        Assert.Equal(["add=3"], read.TaskWeight);
        Assert.Equal(["add", "text"], read.OnlyTasks);
        Assert.True(read.Balance);
    }

    [Fact]
    public void Read_Nothing_IsTheDefaultsAndLeavesThemAsTheyAre()
    {
        Assert.Equal(new EditorOptions(), Read("{}"));
        Assert.NotEqual(s_editor.Defaults, Read("""{"batch": 8}"""));
        Assert.Equal(new EditorOptions(), s_editor.Defaults);
    }

    [Fact]
    public void Parts_EveryPropertyOfTheirRecords_IsAnOption()
    {
        foreach (var part in TrainPart.All(() => "bundle"))
            Assert.Equal(
                part.Defaults.GetType().GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)),
                part.Options.Select(o => o.Key)
            );
    }

    // The command line is one of several callers.
    [Fact]
    public void Project_OfTheCommandLine_KnowsNothing() =>
        Assert.DoesNotContain(typeof(TrainPart).Assembly.GetReferencedAssemblies(), a => a.Name == "System.CommandLine");

    private static EditorOptions Read(string json) =>
        (EditorOptions)s_editor.Read(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!);
}
