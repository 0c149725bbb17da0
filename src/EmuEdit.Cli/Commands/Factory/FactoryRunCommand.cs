using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Pairs;
using EmuEdit.Storage;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit factory run</c>: makes a data set in a folder. If it was stopped or killed, the next run continues.</summary>
internal static class FactoryRunCommand
{
    private const string Batch = "run",
        CaptionsBlob = BatchPlan.CaptionsFolder + "run.txt";

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
        Description = "File with one caption per line; without it, scenes of the built-in world are used",
        HelpName = "file.txt",
    };
    private static readonly Option<string[]> Tasks = new("--task-weight")
    {
        Description =
            "Weights of tasks, such as add=3 remove=1; other tasks are left out. Tasks that the bundle has "
                + "learned are allowed. Default: all sixteen, equally",
        HelpName = "task=number",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int> Candidates = NumberOption.Of(
        "--candidates",
        "Pairs per sample from which the filters choose",
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
            "Source of input images: drawn by the text-to-image model, or rendered by the built-in world; "
                + "default rendered, or drawn if there are captions",
        HelpName = "drawn|rendered",
    };
    private static readonly Option<int> Workers =
        NumberOption.Of("--workers", "Shards that are drawn or judged at the same time", "1 to 64", 1);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();
    private static readonly LanguageModelOptions LanguageModel = new();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "run",
            "Make a data set of edits: instructions, pairs, filters, shards. After a stop, run the same command again to continue.",
            "emuedit factory run --count 500 --seed 7 -o out",
            "emuedit factory run --count 10000 --captions captions.txt --endpoint http://localhost:8000/v1 "
                + "--model llama --bundle models/mine -o out"
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
        command.ShowsProgress();
        command.Runs(RunAsync);
        return command;
    }

    /// <summary>Makes the data set that the arguments describe.</summary>
    public static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = new FactoryFolder(parsed.GetRequiredValue(Output));
        if (folder is { IsDone: true, IsUnfinished: true })
        {
            // The earlier process was killed between its last two steps.
            folder.End(null);
            return;
        }
        folder.Check();
        var captions = ReadCaptions(parsed.GetValue(Captions));
        using var writer = LanguageModel.Writer(parsed);
        if (captions is not null && writer is null)
            throw new InvalidInputException(
                "--captions without --endpoint",
                "both",
                "a language model writes the instructions for captions; without captions the built-in world needs none"
            );
        ProgressDisplay.Stage("loading the model");
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider));
        var models = FactoryModels.Of(bundle) with
        {
            CaptionWriter = writer is null ? null : writer.Open,
            LanguageModel = LanguageModel.Name(parsed),
            Price = LanguageModel.Price(parsed),
        };
        var plan = PlanOf(parsed, bundle.Name, captions is not null);
        var gaps = FactoryGaps.Of(plan, captions is null ? models.Models : PairModels.Of(bundle), models.Filters);
        gaps.Warn();
        if (writer is not null)
            await writer.ProbeAsync(cancellationToken);
        BatchStatus made;
        var progress = new FactoryProgress(plan.Count, writer is null ? null : () => writer.Cost);
        try
        {
            await using var factory = EmbeddedFactory.Open(
                folder.Work,
                blobs => new ShardStages(models, blobs) { Scratch = Path.Combine(folder.Work, "scratch"), Progress = progress },
                new()
                {
                    Settings = new() { Workers = parsed.GetValue(Workers) },
                    Log = new WaitingLog(),
                }
            );
            if (captions is not null)
                await factory.Blobs.PutAsync(CaptionsBlob, captions, default, cancellationToken);
            var status = await MakeAsync(factory.Batches, plan, progress, cancellationToken);
            if (status.Stage is not BatchStage.Completed)
                throw new IOException(
                    $"{status.ShardsFailed} of {plan.Shards} shards failed: {Why(status)}. Run the command again to try them again."
                );
            if (status.Kept == 0)
                FactoryReasons.Print(await factory.Batches.LedgerAsync(plan.Id, cancellationToken), gaps);
            await folder.DeliverAsync(factory.Blobs, BatchFiles.Files(Batch), cancellationToken);
            made = status;
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"Stopped: {progress.Done} of {plan.Count} done. Run again to continue.");
        }
        folder.End(made);
    }

    private static byte[]? ReadCaptions(string? path)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a text file with one caption per line");
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

    private static async Task<BatchStatus> MakeAsync(
        DatasetBatches batches,
        BatchPlan plan,
        FactoryProgress progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var started = await batches.StartAsync(plan, cancellationToken);
            progress.Continue(started);
            if (started.Stage is BatchStage.Paused or BatchStage.Incomplete or BatchStage.Failed)
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
        while (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != ended)
        {
            var status = await batches.GetAsync(plan.Id, CancellationToken.None);
            if (status.ShardsWritten + status.ShardsFailed == plan.Shards)
                progress.Finish();
            // The batch pauses itself when many shards fail in succession.
            if (status.Stage is BatchStage.Paused)
                throw new IOException(
                    $"Many shards failed in succession: {Why(status)}. Nothing is lost. Run the command again to continue."
                );
        }
        return await ended;
    }

    private static string? Why(BatchStatus status) => (status.Failures is [var first, ..] ? first.Reason : status.Reason)?.TrimEnd('.');
}
