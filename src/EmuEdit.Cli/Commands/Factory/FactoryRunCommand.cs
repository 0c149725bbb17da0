using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Storage;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit factory run</c>: makes a data set in a folder. If it was stopped or killed, the next run continues.</summary>
internal static class FactoryRunCommand
{
    private const string Batch = "run",
        CaptionsBlob = BatchPlan.CaptionsFolder + "run.txt",
        WorkFolder = ".factory",
        Manifest = "manifest.json";

    private static readonly Option<long> Count = NumberOption.Of(
        "--count",
        "Samples that are tried; the filters keep some of them",
        "1 to 1000000000",
        500L
    );
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of everything that is random", 1);
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder of the data set",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string?> Captions = new("--captions")
    {
        Description = "File with one caption a line; without it, scenes of the built-in world",
        HelpName = "file.txt",
    };
    private static readonly Option<string[]> Tasks = new("--task-weight")
    {
        Description =
            "Weights of tasks, such as add=3 remove=1; tasks that are not named are left out. Tasks that the bundle has learned may be among them. Default: the sixteen alike",
        HelpName = "task=number",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int> Candidates = NumberOption.Of(
        "--candidates",
        "Pairs drawn for each sample, of which the filters choose",
        "1 to 64",
        3
    );
    private static readonly Option<int> ShardSize = NumberOption.Of(
        "--shard-size",
        "Samples that are tried for each shard",
        "1 to 4096",
        64
    );
    private static readonly Option<int?> Steps = NumberOption.Optional<int>("--steps", "Denoising steps; default 20", "2 to 1000");
    private static readonly Option<double?> Guidance = NumberOption.Optional<double>(
        "--guidance",
        "Text guidance scale; default 2",
        "0 to 50"
    );
    private static readonly Option<string?> Source = new("--source")
    {
        Description =
            "Where input pictures come from: drawn by the text-to-image model, or rendered by the built-in world and inverted; default rendered, with captions drawn",
        HelpName = "drawn|rendered",
    };
    private static readonly Option<int> Workers = NumberOption.Of("--workers", "Shards that are drawn or judged at once", "1 to 64", 1);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();
    private static readonly LanguageModelOptions LanguageModel = new();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "run",
            "Make a data set of edits: instructions, pairs, filters, shards. Run again, it goes on where it stopped.",
            "emuedit factory run --count 500 --seed 7 -o out",
            "emuedit factory run --count 10000 --captions captions.txt --endpoint http://localhost:8000/v1 --model llama --bundle models/mine -o out"
        )
        {
            Count,
            Seed,
            Output,
            Captions,
            Tasks,
            Candidates,
            ShardSize,
            Steps,
            Guidance,
            Source,
            Workers,
            BundleFolder,
            Provider,
        };
        LanguageModel.AddTo(command);
        command.Runs(RunAsync);
        return command;
    }

    /// <summary>Makes the data set that the arguments describe.</summary>
    public static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.GetRequiredValue(Output);
        var work = Path.Combine(output, WorkFolder);
        if (IsDone(output) && Directory.Exists(work))
        {
            // The earlier process was killed between its last two steps.
            End(output, work);
            return;
        }
        Refuse(output, work);
        var (captions, writer) = (ReadCaptions(parsed.GetValue(Captions)), LanguageModel.Writer(parsed));
        if (captions is not null && writer is null)
            throw new InvalidInputException(
                "--captions without --endpoint",
                "both",
                "a language model writes the instructions for captions; without captions the built-in world needs none"
            );
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider));
        var models = FactoryModels.Of(bundle) with
        {
            CaptionWriter = writer,
            LanguageModel = LanguageModel.Name(parsed),
            Price = LanguageModel.Price(parsed),
        };
        var plan = PlanOf(parsed, bundle.Name, captions is not null);
        await using (
            var factory = EmbeddedFactory.Open(
                work,
                blobs => new ShardStages(models, blobs) { Scratch = Path.Combine(work, "scratch") },
                new()
                {
                    Settings = new() { Workers = parsed.GetValue(Workers) },
                    Log = new WaitingLog(),
                }
            )
        )
        {
            if (captions is not null)
                await factory.Blobs.PutAsync(CaptionsBlob, captions, default, cancellationToken);
            var status = await MakeAsync(factory.Batches, plan, cancellationToken);
            if (status.Stage is not BatchStage.Completed)
                throw new IOException(
                    $"{status.ShardsFailed} of {plan.Shards} shards failed: {Why(status)}. Run the command again to try them again."
                );
            await DeliverAsync(factory.Blobs, output, cancellationToken);
            Console.WriteLine($"kept {status.Kept} of {status.Candidates} pairs drawn for {status.Tried} samples");
        }
        End(output, work);
    }

    /// <summary>Whether a folder contains a finished data set.</summary>
    public static bool IsDone(string output) => File.Exists(Path.Combine(output, Manifest));

    private static void End(string output, string work)
    {
        Directory.Delete(work, recursive: true);
        Console.WriteLine($"wrote {output}; its README.md says what is in it, FUNNEL.md and funnel.png what became of the rest");
    }

    private static void Refuse(string output, string work)
    {
        if (File.Exists(output))
            throw new InvalidInputException($"{output}, which is a file", "a folder");
        if (IsDone(output))
            throw new InvalidInputException(
                $"{output}, which has a finished data set",
                "a new folder, or one where a run was stopped",
                "choose another folder"
            );
        if (Directory.Exists(output) && !Directory.Exists(work) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new InvalidInputException(
                $"{output}, which has other files",
                "a new folder, an empty one, or one where a run was stopped",
                "choose another folder"
            );
    }

    private static byte[]? ReadCaptions(string? path)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a text file with one caption a line");
        var content = File.ReadAllBytes(path);
        CaptionFile.Read(content, path);
        return content;
    }

    private static BatchPlan PlanOf(ParseResult parsed, string bundle, bool captions)
    {
        var plan = new BatchPlan(Batch, parsed.GetValue(Seed), parsed.GetValue(Count))
        {
            Captions = captions ? CaptionsBlob : null,
            Candidates = parsed.GetValue(Candidates),
            ShardSize = parsed.GetValue(ShardSize),
            Bundle = bundle,
            Options = new() { Steps = parsed.GetValue(Steps), Guidance = parsed.GetValue(Guidance), Source = parsed.GetValue(Source) },
        };
        return (
            parsed.GetValue(Tasks) is { Length: > 0 } weights
                ? plan with
                {
                    Tasks = TaskWeights.Parse(weights, learned: true).ToDictionary(w => w.Key.Name, w => (double)w.Value),
                }
                : plan
        ).Validated();
    }

    private static async Task<BatchStatus> MakeAsync(DatasetBatches batches, BatchPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            if (
                await batches.StartAsync(plan, cancellationToken) is
                { Stage: BatchStage.Paused or BatchStage.Incomplete or BatchStage.Failed }
            )
                await batches.ResumeAsync(plan.Id, cancellationToken);
        }
        catch (DocumentException e)
        {
            throw new InvalidInputException(
                $"a run with other parameters than the unfinished one here ({e.Message.TrimEnd('.')})",
                "the same count, seed, tasks, captions, candidates, shard size, steps, guidance, source and bundle",
                "choose another folder"
            );
        }
        var ended = batches.WaitForEndAsync(plan.Id, cancellationToken);
        await ProgressBar.Run("shards", (int)Math.Min(int.MaxValue, plan.Shards), bar => WatchAsync(batches, plan.Id, ended, bar));
        return await ended;
    }

    private static async Task WatchAsync(DatasetBatches batches, string id, Task ended, IProgress<int> bar)
    {
        while (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != ended)
        {
            var status = await batches.GetAsync(id, CancellationToken.None);
            bar.Report((int)Math.Min(int.MaxValue, status.ShardsWritten));
            // The batch pauses itself when many shards fail in succession.
            if (status.Stage is BatchStage.Paused)
                throw new IOException($"shard after shard failed: {Why(status)}. Nothing is lost; run the command again to go on.");
        }
    }

    private static string? Why(BatchStatus status) => (status.Failures is [var first, ..] ? first.Reason : status.Reason)?.TrimEnd('.');

    // The manifest is written last, so a folder with a manifest is complete.
    private static async Task DeliverAsync(IBlobStore blobs, string output, CancellationToken cancellationToken)
    {
        var prefix = BatchFiles.Files(Batch);
        var names = new List<string>();
        await foreach (var name in blobs.ListAsync(prefix, cancellationToken))
            names.Add(name[prefix.Length..]);
        foreach (var name in names.OrderBy(n => n == Manifest))
        {
            var content = (await blobs.GetAsync(prefix + name, cancellationToken)).Content;
            AtomicFile.Write(Path.Combine(output, name), content.Span);
        }
    }
}
