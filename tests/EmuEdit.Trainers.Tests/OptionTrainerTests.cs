using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Orchestration;
using EmuEdit.TestKit;
using EmuEdit.World;

namespace EmuEdit.Trainers.Tests;

public sealed class OptionTrainerTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryBlobStore _blobs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OptionTrainer Trainer =>
        new(new("bundle") { Batches = new BatchShards(_blobs, _folder["scratch"]), Scratch = _folder["scratch"] });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_OnABatch_MakesTheWeightsOfTheCommandOnItsShards()
    {
        await Add("mine", samples: 12);
        var plan = Plan("task-predictor", """{"data": ["batch:mine"], "steps": 3, "batch": 4, "held_out_count": 2, "size": 32}""");
        await Trainer.CheckAsync(plan, Stop);
        Assert.True(
            Trainer.Train(await Trainer.PrepareAsync(plan, Stop), _folder["job"], new Progress<LearningProgress>(), () => { }, Stop)
        );

        var part = TrainPart.All(() => "bundle").Single(p => p.Name == "task-predictor");
        var shards = Directory.EnumerateDirectories(Path.Combine(_folder["scratch"], "training-data")).Single();
        part.Train(
            new TaskPredictorOptions { Data = [shards], Steps = 3, Batch = 4, HeldOutCount = 2, Size = 32 },
            _folder["command"],
            new(new Progress<Training.Runs.TrainingProgress>(), _ => { }),
            Stop
        );
        var (job, command) = (Weights("job"), Weights("command"));
        Assert.NotEmpty(job.Tensors);
        Assert.All(command.Tensors, t => Assert.Equal(t.Value.Values, job.Tensors[t.Key].Values));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    public async Task Train_InAPrecision_ComputesInIt(string precision)
    {
        await Add("mine", samples: 4);
        var plan = Plan(
            "task-predictor",
            $$"""{"data": ["batch:mine"], "steps": 1, "batch": 2, "held_out_count": 2, "size": 32, "precision": "{{precision}}"}"""
        );
        await Trainer.CheckAsync(plan, Stop);
        Trainer.Train(await Trainer.PrepareAsync(plan, Stop), _folder["job"], new Progress<LearningProgress>(), () => { }, Stop);
        Assert.Equal(precision, Weights("job").Metadata["precision"]);
    }

    [Fact]
    public async Task Prepare_Again_ReadsNoShardAgain()
    {
        await Add("mine");
        var folder = await Fetched("batch:mine");
        await _blobs.PutAsync(Shard("mine"), "no tar"u8.ToArray(), default, Stop);
        Assert.Equal(folder, await Fetched("batch:mine"));
        Assert.True(new FileInfo(Path.Combine(folder, "kept-000000.tar")).Length > 1000);
    }

    [Fact]
    public async Task Prepare_ABatchThatWasMadeAgain_ReadsItsShards()
    {
        await Add("mine");
        var before = await Fetched("batch:mine");
        await new BatchStore(_blobs).DeleteAsync("mine", Stop);
        await Add("mine", finished: DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.NotEqual(before, await Fetched("batch:mine"));
        Assert.False(Directory.Exists(before));
    }

    [Fact]
    public async Task Prepare_AfterOneThatWasStopped_ReadsEveryShard()
    {
        await Add("mine");
        var folder = await Fetched("batch:mine");
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(folder + ".part").FullName, "kept-000000.tar"), "half", Stop);
        Assert.True(new FileInfo(Path.Combine(await Fetched("batch:mine"), "kept-000000.tar")).Length > 1000);
    }

    [Fact]
    public async Task Prepare_AnInitialBundle_IsTheServersOwn()
    {
        var prepared = await Trainer.PrepareAsync(Plan("editor", """{"initial": "bundle", "steps": 1}"""), Stop);
        Assert.Equal(("bundle", 1), (prepared.Options["initial"].GetString(), prepared.Options["steps"].GetInt32()));
    }

    [Theory]
    [InlineData("""{"data": ["batch:other"]}""", "a batch of this server")]
    [InlineData("""{"data": "batch:other"}""", "a batch of this server")]
    [InlineData("""{"data": ["batch:running"]}""", "which is running")]
    [InlineData("""{"data": ["batch:empty"]}""", "which kept nothing")]
    [InlineData("""{"data": ["batch:../mine"]}""", "lower-case letters")]
    [InlineData("""{"data": ["batch:mine", "/etc"]}""", "named 'batch:ID'")]
    [InlineData("""{"initial": "/etc/passwd"}""", "'bundle'")]
    [InlineData("""{"initial": ["bundle", "/etc"]}""", "initial [\"bundle\", \"/etc\"]; allowed: a text")]
    [InlineData("""{"data": [["/etc"]]}""", "a text or a list of texts")]
    [InlineData("""{"data": {"batch:mine": "/etc"}}""", "a text or a list of texts")]
    [InlineData("""{"run": "elsewhere"}""", "the server chooses its folder")]
    [InlineData("""{"precision": "half"}""", "precision \"half\"; allowed: auto, float32, bfloat16")]
    [InlineData("""{"stepz": 1}""", "'stepz' in the options; allowed: last_timestep_share")]
    [InlineData("""{"balance": "true"}""", "balance \"true\"; allowed: true or false")]
    [InlineData("""{"steps": 1.5}""", "steps 1.5; allowed: a whole number, at least 1")]
    [InlineData("""{"average_decay": 1}""", "average_decay 1; allowed: 0 to below 1")]
    [InlineData("""{"learning_rate": 0}""", "learning_rate 0; allowed: over 0 up to 0.1")]
    public async Task Check_WhatMayNotBeNamed_SaysWhatMay(string options, string says)
    {
        await Add("mine");
        await Add("running", finished: null, ended: false);
        await Add("empty", samples: 0);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Trainer.CheckAsync(Plan("editor", options), Stop));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ABundleByPath_IsRefused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() => Trainer.CheckAsync(Plan("text-to-image", """{"bundle": "/etc"}"""), Stop));

    [Fact]
    public async Task Check_PathsOfTheAllowedFolder_PassAndArePrepared()
    {
        WriteShard(Directory.CreateDirectory(_folder["open/shards"]).FullName + "/kept-000000.tar", samples: 12);
        var trainer = new OptionTrainer(new("bundle") { Paths = new(_folder["open"]), Scratch = _folder["scratch"] });
        var plan = Plan("editor", """{"data": ["shards"], "steps": 1, "held_out_count": 2, "size": 32}""");
        await trainer.CheckAsync(plan, Stop);
        Assert.Equal(
            new AllowedFolder(_folder["open"]).Resolve("data", "shards"),
            (await trainer.PrepareAsync(plan, Stop)).Options["data"][0].GetString()
        );
        Assert.Contains("makes none", await Refusal(trainer, """{"data": "batch:mine"}"""), StringComparison.Ordinal);
        Assert.Contains("(--allow-paths)", await Refusal(trainer, """{"data": ["/etc"], "steps": 1}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"size": 32}""", "Steps and Minutes")]
    [InlineData("""{"steps": 0}""", "at least 1")]
    [InlineData("""{"steps": 1, "size": 256, "batch": 4096, "accumulate": 0}""", "1 to 1024")]
    [InlineData("""{"steps": 1, "size": 256, "batch": 4096}""", "a batch of 4096 pictures of 256 pixels per side")]
    [InlineData("""{"steps": 1, "task": "add"}""", "--task add without --data")]
    public async Task Check_APlanThatCanOnlyFail_IsRefused(string options, string says) =>
        Assert.Contains(says, await Refusal(Trainer, options), StringComparison.Ordinal);

    [Fact]
    public async Task Check_ABatchOfWhichNothingIsLeftToTrainOn_IsRefused()
    {
        await Add("mine", samples: 12, kept: 12);
        Assert.Contains(
            "batch:mine with 12 samples; allowed: more than the 256 that are held out",
            await Refusal(Trainer, """{"data": ["batch:mine"], "steps": 1}"""),
            StringComparison.Ordinal
        );
        await Trainer.CheckAsync(Plan("editor", """{"data": ["batch:mine"], "steps": 1, "held_out_count": 11}"""), Stop);
    }

    [Fact]
    public async Task Check_InitialWeightsThatAreNone_TellsNothingOfTheFile()
    {
        Directory.CreateDirectory(_folder["open"]);
        await File.WriteAllTextAsync(_folder["open/secret.safetensors"], "abcdefghijklmnopqrstuvwxyz", Stop);
        var trainer = new OptionTrainer(new("bundle") { Paths = new(_folder["open"]), Scratch = _folder["scratch"] });
        var refused = await Refusal(trainer, """{"initial": "secret.safetensors", "steps": 1}""");
        Assert.Contains("is broken", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(BitConverter.ToInt64("abcdefgh"u8).ToString(), refused, StringComparison.Ordinal);
    }

    private static async Task<string> Refusal(OptionTrainer trainer, string options) =>
        (await Assert.ThrowsAsync<InvalidInputException>(() => trainer.CheckAsync(Plan("editor", options), Stop))).Message;

    private static TrainingPlan Plan(string part, string options) =>
        new(part, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(options)!);

    private static string Shard(string id) => BatchFiles.Shards(id) + "kept-000000.tar";

    private async Task<string> Fetched(string data) =>
        (await Trainer.PrepareAsync(Plan("editor", $$"""{"data": "{{data}}"}"""), Stop))
            .Options["data"]
            .EnumerateArray()
            .Single()
            .GetString()!;

    private Safetensors Weights(string run) => Safetensors.Read(Path.Combine(_folder[run], "task-predictor", "checkpoint.safetensors"));

    private static void WriteShard(string path, int samples)
    {
        var world = new WorldDataset(3, Size);
        ShardWriter.Write(path, Enumerable.Range(0, samples).Select(i => KeyValuePair.Create($"{i}", world.Sample(i))));
    }

    private async Task Add(string id, int samples = 4, DateTimeOffset? finished = null, bool ended = true, int? kept = null)
    {
        var state = ended ? DocumentState.Completed : DocumentState.Running;
        await new BatchStore(_blobs).AddAsync(
            new(new(id, 1, 4), DateTimeOffset.UnixEpoch)
            {
                State = state,
                Position = kept is null ? null : new() { Kept = kept.Value },
                Finished = ended ? finished ?? DateTimeOffset.UnixEpoch : null,
            },
            Stop
        );
        if (samples == 0)
            return;
        WriteShard(_folder["shard.tar"], samples);
        await _blobs.PutAsync(Shard(id), await File.ReadAllBytesAsync(_folder["shard.tar"], Stop), default, Stop);
    }
}
