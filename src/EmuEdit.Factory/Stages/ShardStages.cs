using System.Diagnostics;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Filters;
using EmuEdit.Instructions;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>What data sets are made with.</summary>
/// <param name="Models">Draws pairs. Its bundle must outlive the stages.</param>
/// <param name="Filters">Judges them.</param>
/// <param name="WorldWriter">Writes instructions for scenes of the built-in world.</param>
public sealed record FactoryModels(PairModels Models, FilterChain Filters, IInstructionWriter WorldWriter)
{
    /// <summary>Writes instructions for captions, given where replies are recorded; null where there is no language model.</summary>
    public Func<IBlobStore, IInstructionWriter>? CaptionWriter { get; init; }

    /// <summary>Which language model <see cref="CaptionWriter"/> asks, for the card; null, the default, where that is not known.</summary>
    public LanguageModelName? LanguageModel { get; init; }

    /// <summary>What the language model's tokens cost; default nothing.</summary>
    public ChatPrice Price { get; init; } = new();

    /// <summary>How pairs are drawn; steps, guidance and candidates come from the batch.</summary>
    public SynthesisOptions Synthesis { get; init; } = new();

    /// <summary>How many of the pairs that pass are taken.</summary>
    public SelectionSettings Selection { get; init; } = new();

    /// <summary>The models of a bundle, for the built-in world.</summary>
    /// <param name="bundle">Must outlive the result.</param>
    /// <exception cref="InvalidInputException">Its thresholds are wrong.</exception>
    public static FactoryModels Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(WorldTruth.Models(bundle), new(FilterModels.Of(bundle)), new WorldInstructionWriter(bundle.PairSize));
    }
}

/// <summary>A language model, as a card names it.</summary>
/// <param name="Model">The model, or the deployment's name.</param>
/// <param name="Host">The host of its endpoint. The rest of the address may hold what is not public.</param>
public sealed record LanguageModelName(string Model, string Host)
{
    /// <summary>The model and its host.</summary>
    public override string ToString() => $"{Model} at {Host}";
}

/// <summary>The real stages: instruction writer, pair synthesis, filters, shards.</summary>
public sealed class ShardStages : IShardStages
{
    // Of the instructions of a shard: a language model takes seconds for each, and many at a time.
    private const int AskedAtOnce = 8;

    // Samples that are drawn or judged together and kept: a worker that is stopped loses no more than these, half a minute of a small GPU. They fill the network's batches.
    private const int SamplesOfAPart = 8;

    // The candidates of a shard are in memory together.
    private const long LargestShard = 1_000_000_000;

    private readonly Lazy<FactoryModels> _models;
    private readonly Bundle _bundle;
    private readonly IBlobStore _blobs;
    private readonly Lazy<IInstructionWriter?> _captionWriter;
    private readonly Lazy<string> _bundleHash;

    /// <summary>The stages.</summary>
    /// <param name="models">What they work with; must outlive them.</param>
    /// <param name="blobs">Where captions and replies are.</param>
    /// <exception cref="InvalidInputException">The bundle has no text-to-image model.</exception>
    public ShardStages(FactoryModels models, IBlobStore blobs) : this(models.Models.Bundle, new Lazy<FactoryModels>(models), blobs) =>
        _ = new PairSynthesiser(models.Models, models.Synthesis);

    /// <summary>The stages, their models loaded when the first batch wants them.</summary>
    /// <param name="bundle">Theirs; must outlive the stages.</param>
    /// <param name="models">What they work with; must outlive the stages.</param>
    /// <param name="blobs">Where captions and replies are.</param>
    public ShardStages(Bundle bundle, Lazy<FactoryModels> models, IBlobStore blobs)
    {
        (_bundle, _models, _blobs) = (bundle, models, blobs);
        _captionWriter = new(() => Models.CaptionWriter?.Invoke(blobs));
        _bundleHash = new(() => BundleHash.Of(bundle.Folder));
    }

    /// <summary>Where files are for as long as a stage runs; made when needed, default the system's folder for temporary files. A process that is killed leaves them there.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The process's limit on computations, which drawing and judging keep to; null, the default, for none.</summary>
    public ComputeSlots? Slots { get; init; }

    /// <inheritdoc/>
    public string BundleName => _bundle.Name;

    private FactoryModels Models => _models.Value;

    /// <inheritdoc/>
    public void Check(BatchPlan plan)
    {
        Checked(plan);
        RequireWriter(plan);
        var bytes = 2L * 3 * _bundle.PairSize * _bundle.PairSize * plan.Candidates * plan.ShardSize;
        if (bytes > LargestShard)
            throw new InvalidInputException(
                $"shards of {plan.ShardSize} samples with {plan.Candidates} candidates each, {bytes / 1_000_000} MB of pictures",
                $"up to {LargestShard / 1_000_000} MB of pictures in a shard",
                "make smaller shards (shard_size)"
            );
        if (plan.Tasks.Keys.FirstOrDefault(t => EditTask.Of(t).Index < 0 && _bundle.TaskEmbeddings?.FindLearned(t) is null) is { } unknown)
            throw new InvalidInputException(
                $"unknown task '{unknown}'",
                $"one of {string.Join(", ", EditTask.All.Select(t => t.Name).Union(_bundle.Tasks))}",
                "teach the bundle this task first, with 'emuedit invert'"
            );
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken)
    {
        var (batch, clock) = (Checked(shard.Batch), Stopwatch.StartNew());
        RequireWriter(batch);
        var captions = batch.CaptionsBlob is { } blob
            ? CaptionFile.Read((await _blobs.GetAsync(blob, cancellationToken).ConfigureAwait(false)).Content.Span, batch.Captions!)
            : null;
        var writer = captions is null ? Models.WorldWriter : _captionWriter.Value!;
        var phrases = new PhraseWriter(
            task => _bundle.TaskEmbeddings?.FindLearned(task)?.Phrases ?? [],
            () => captions ?? WorldCaptions.Some(_bundle.PairSize),
            r => WorldCaptions.Of(r, _bundle.PairSize)
        );
        var requests = Enumerable
            .Range(0, shard.Count)
            .Select(i => shard.First + i)
            .Select(i => new InstructionRequest(captions?[batch.CaptionOf(i, captions.Count)], batch.TaskOf(i), batch.Seed, i));
        var outcomes = new InstructionOutcome[shard.Count];
        await Parallel
            .ForEachAsync(
                requests.Index(),
                new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellationToken },
                async (request, stop) =>
                    outcomes[request.Index] = await (request.Item.Task.Index < 0 ? phrases : writer)
                        .WriteAsync(request.Item, stop)
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return StageJson.Write(new InstructionsOutput(outcomes, clock.Elapsed.TotalSeconds));
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> SynthesisePairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        var batch = shard.Batch;
        using var slot = Slots?.Enter(ComputePriority.Background, cancellationToken);
        // Scenes of the world can be rendered; what other captions show cannot.
        var models = batch.Captions is null ? Models.Models : PairModels.Of(_bundle);
        var synthesiser = new PairSynthesiser(
            models,
            Models.Synthesis with
            {
                Candidates = batch.Candidates,
                Steps = batch.Options.Steps ?? Models.Synthesis.Steps,
                Guidance = (float)(batch.Options.Guidance ?? Models.Synthesis.Guidance),
                Source = batch.Source is PairOrigin.Rendered ? ImageSource.Rendered : ImageSource.Generated,
                BetweenCalls = slot is null ? null : () => slot.GiveWay(cancellationToken),
            }
        );
        var requests = Written(shard, StageJson.Read<InstructionsOutput>(instructions))
            .Select(w => new PairRequest(w.Instruction, batch.Seed, w.Index));
        var parts = new List<CandidatesOutput>();
        foreach (var (number, part) in requests.Chunk(SamplesOfAPart).Index())
            parts.Add(await PartAsync(synthesiser, part, $"candidates-{number:0000}.json", files, cancellationToken).ConfigureAwait(false));
        return StageJson.Write(new CandidatesOutput([.. parts.SelectMany(p => p.Outcomes)], parts.Sum(p => p.Seconds)));
    }

    // A part that is there was drawn before the process was stopped.
    private static async Task<CandidatesOutput> PartAsync(
        PairSynthesiser synthesiser,
        PairRequest[] requests,
        string name,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        if (await files.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } drawn)
            return StageJson.Read<CandidatesOutput>(drawn);
        var clock = Stopwatch.StartNew();
        var outcomes = await new StageImages(files).SaveAsync(synthesiser.Synthesise(requests, cancellationToken)).ConfigureAwait(false);
        var part = new CandidatesOutput(outcomes, clock.Elapsed.TotalSeconds);
        await files.PutAsync(name, StageJson.Write(part)).ConfigureAwait(false);
        return part;
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> FilterPairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> candidates,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        var pairs = await new StageImages(files)
            .LoadAsync(StageJson.Read<CandidatesOutput>(candidates).Pairs, cancellationToken)
            .ConfigureAwait(false);
        using var slot = Slots?.Enter(ComputePriority.Background, cancellationToken);
        var parts = new List<DecisionsOutput>();
        foreach (var (number, part) in pairs.Chunk(SamplesOfAPart * shard.Batch.Candidates).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            slot?.GiveWay(cancellationToken);
            parts.Add(await JudgePartAsync(part, $"verdicts-{number:0000}.json", files, cancellationToken).ConfigureAwait(false));
        }
        var clock = Stopwatch.StartNew();
        var chosen = PairSelection.Choose(pairs, [.. parts.SelectMany(p => p.Decisions)], Models.Selection);
        foreach (var decision in chosen)
            Telemetry.CountPair(decision.Rejection?.Filter);
        return StageJson.Write(new DecisionsOutput([.. chosen], parts.Sum(p => p.Seconds) + clock.Elapsed.TotalSeconds));
    }

    // A pair's decision does not depend on the others, so that judged in parts they are judged the same.
    private async Task<DecisionsOutput> JudgePartAsync(
        ImagePair[] pairs,
        string name,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        if (await files.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } judged)
            return StageJson.Read<DecisionsOutput>(judged);
        var clock = Stopwatch.StartNew();
        var part = new DecisionsOutput([.. Models.Filters.Judge(pairs).Select(Finite)], clock.Elapsed.TotalSeconds);
        await files.PutAsync(name, StageJson.Write(part)).ConfigureAwait(false);
        return part;
    }

    /// <inheritdoc/>
    public Task<ShardFiles> WriteShardAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        ReadOnlyMemory<byte> candidates,
        ReadOnlyMemory<byte> decisions,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        var (written, drawn, judged) = (
            StageJson.Read<InstructionsOutput>(instructions),
            StageJson.Read<CandidatesOutput>(candidates),
            StageJson.Read<DecisionsOutput>(decisions)
        );
        var (pictures, pairs) = (new StageImages(files), drawn.Pairs.Zip(judged.Decisions).ToList());
        var ledger = new ShardLedger(Models.Filters.Filters, Models.Price);
        ledger.Count(shard, written, drawn, judged);

        using var scratch = new ScratchFolder(Scratch);
        var edits = ShardWriter.FileName("edits", shard.Number);
        ShardWriter.Write(Path.Combine(scratch.Path, "shards", edits), Judged(kept: true));
        RejectWriter.Write(Path.Combine(scratch.Path, "rejects"), shard.Number, Judged(kept: false), Rejections(shard, written, drawn));
        var made = scratch.Files().ToDictionary(f => f, f => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(scratch.Path, f)));
        ledger.Wrote(clock.Elapsed.TotalSeconds);
        return Task.FromResult(
            new ShardFiles(
                made,
                [.. pairs.Where(p => p.Second.Kept).Select(p => Entry(p.First, p.Second, $"shards/{edits}"))],
                pairs.Count,
                JsonDocument.Parse(ledger.ToJson()).RootElement
            )
        );

        // One at a time: each is read when it is written, and the writers do not wait.
        IEnumerable<KeyValuePair<string, JudgedPair>> Judged(bool kept) =>
            pairs
                .Where(p => p.Second.Kept == kept)
                .Select(p =>
                    KeyValuePair.Create(
                        Key(p.First.Origin),
                        new JudgedPair(pictures.LoadAsync(p.First, cancellationToken).GetAwaiter().GetResult(), p.Second)
                    )
                );
    }

    /// <inheritdoc/>
    public JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers) =>
        JsonDocument.Parse(ledgers.Select(l => Ledger.Parse(l.GetRawText())).Aggregate((a, b) => a.Plus(b)).ToJson()).RootElement;

    /// <inheritdoc/>
    public async Task FinishBatchAsync(
        BatchPlan plan,
        BatchSummary summary,
        IBlobStore store,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.Shards == 0)
            return;
        await new BatchFinish(Models, _bundleHash.Value, Scratch)
            .FinishAsync(plan, summary, store, prefix, cancellationToken)
            .ConfigureAwait(false);
    }

    private void RequireWriter(BatchPlan batch)
    {
        if (batch is { Captions: not null, Source: PairOrigin.Rendered })
            throw new InvalidInputException(
                "rendered pictures of captions",
                "drawn pictures",
                "only scenes of the built-in world can be rendered"
            );
        if (batch.Captions is not null && Models.CaptionWriter is null)
            throw new InvalidInputException(
                "captions without a language model",
                "scenes of the built-in world",
                "configure an endpoint, or leave the captions out"
            );
    }

    private BatchPlan Checked(BatchPlan batch) =>
        batch.Bundle == BundleName
            ? batch
            : throw new InvalidInputException(
                $"a batch for bundle '{batch.Bundle}'",
                $"'{BundleName}', which is loaded here",
                "name that one, or load the other"
            );

    private static IEnumerable<(WrittenInstruction Instruction, long Index)> Written(ShardPlan shard, InstructionsOutput output) =>
        output.Outcomes.Index().Where(o => o.Item is WrittenInstruction).Select(o => ((WrittenInstruction)o.Item, shard.First + o.Index));

    // What could not be made into pictures, at the stage where it ended.
    private static IEnumerable<Rejection> Rejections(ShardPlan shard, InstructionsOutput written, CandidatesOutput drawn)
    {
        foreach (var (place, outcome) in written.Outcomes.Index())
            if (outcome is RejectedInstruction rejected)
                yield return new(
                    Key(shard.First + place),
                    shard.Batch.TaskOf(shard.First + place).Name,
                    ShardLedger.Instructions,
                    rejected.Fault.ToString(),
                    rejected.Reason
                );
        foreach (var ((instruction, index), outcome) in Written(shard, written).Zip(drawn.Outcomes))
            if (outcome.Failure is { } failure)
                yield return new(Key(index), instruction.Task.Name, ShardLedger.Pairs, failure.Filter, failure.Reason ?? "")
                {
                    Value = failure.Value,
                    Instruction = instruction.Instruction,
                    InputCaption = instruction.InputCaption,
                    OutputCaption = instruction.OutputCaption,
                };
    }

    private static string Key(long index) => $"{index:000000000}";

    private static string Key(PairOrigin origin) => $"{Key(origin.Index)}-{origin.Candidate:00}";

    private static SampleEntry Entry(StoredPair pair, FilterDecision decision, string file) =>
        new(
            Key(pair.Origin),
            pair.Sample.Instruction,
            (decision.Reassigned ?? pair.Sample.Task).Name,
            file,
            ["input.png", "target.png", "region.png"]
        );

    // JSON has no infinity and nothing that is not a number.
    private static FilterDecision Finite(FilterDecision decision) => decision with
    {
        Score = double.IsFinite(decision.Score) ? decision.Score : 0,
        Results = [.. decision.Results.Select(r => double.IsFinite(r.Value) ? r : r with { Value = 0 })],
    };
}
