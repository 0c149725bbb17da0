using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>Learns tasks and adds them to a bundle.</summary>
/// <param name="store">Stores the jobs.</param>
/// <param name="inverter">Learns the tasks.</param>
/// <param name="bundle">The bundle.</param>
/// <param name="codec">Decodes the images of the pairs.</param>
public sealed class InversionWork(JobStore store, ITaskInverter inverter, Bundle bundle, IImageCodec codec) : JobWork(store)
{
    private const string Learned = "learned.safetensors";

    /// <inheritdoc/>
    protected internal override JobOrchestrator Orchestrator { get; } = new TaskInversionOrchestrator();

    /// <summary>Opens the tasks of the bundle.</summary>
    /// <param name="client">Client of the engine that runs their orchestrations.</param>
    public TaskInversions OpenInversions(OrchestrationClient client) => new(Open(client), bundle, codec);

    /// <inheritdoc/>
    protected internal override async Task<bool> ContinueAsync(
        JobDocument job,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        var plan = JobStore.PlanOf<InversionPlan>(job);
        var examples = TaskExamples.Of(
            job.Id,
            await PairsAsync(plan, cancellationToken).ConfigureAwait(false),
            bundle.ImageSize,
            plan.Instruction
        );
        var lesson = new InversionJob
        {
            Name = job.Id,
            Bundle = bundle.Folder,
            Folder = folder,
            Examples = examples,
            Phrases = plan.Phrases,
            Settings = plan.Settings,
            BetweenSteps = betweenSteps,
        };
        if (inverter.Learn(lesson, progress, cancellationToken) is not { } learned)
            return false;
        if (!plan.Force)
            learned.Task.RequireImproved(job.Id, "force");
        await File.WriteAllBytesAsync(
                Path.Combine(folder, Learned),
                TaskLibrary.ToFile(job.Id, learned.Vector, learned.Task),
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    protected internal override async Task PublishAsync(JobDocument job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var file =
            await Store.RunFileAsync(job.Id, Learned, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidInputException($"task '{job.Id}', whose run has no result", "a finished run", "learn the task again");
        await TaskLibrary
            .Of(bundle)
            .ImportAsync(file.Content, Learned, job.Id, JobStore.PlanOf<InversionPlan>(job).Replace, phrases: true, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<List<ExamplePair>> PairsAsync(InversionPlan plan, CancellationToken cancellationToken)
    {
        var pairs = new List<ExamplePair>();
        foreach (var (i, instruction) in plan.Pairs.Index())
            pairs.Add(
                ExamplePair.Of(
                    $"pair {i + 1}",
                    await ImageAsync(plan.Image(i, InversionPlan.Input), cancellationToken).ConfigureAwait(false),
                    await ImageAsync(plan.Image(i, InversionPlan.Target), cancellationToken).ConfigureAwait(false),
                    instruction
                )
            );
        return pairs;
    }

    private async Task<SquaredImage> ImageAsync(string name, CancellationToken cancellationToken) =>
        SquaredImage.Of(
            await codec
                .DecodePatientlyAsync(
                    (await Store.Blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content,
                    name,
                    cancellationToken
                )
                .ConfigureAwait(false),
            bundle.ImageSize
        );
}
