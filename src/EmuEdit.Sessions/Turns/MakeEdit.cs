using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>
/// Makes a turn's edit, including thresholding, and writes its images under the turn's names. Everything that decides the images is in the
/// document, so a repeated edit gives the same bytes.
/// </summary>
/// <param name="store">The store with the session.</param>
/// <param name="codec">Reads and writes the images.</param>
/// <param name="pipeline">Makes the edit.</param>
/// <param name="progress">Receives a report after each step.</param>
/// <param name="time">The clock for the start time.</param>
internal sealed class MakeEdit(SessionStore store, IImageCodec codec, EditPipeline pipeline, ITurnProgress progress, TimeProvider time)
    : Activity<TurnWork, TurnOutcome>
{
    public static readonly TaskName<TurnWork, TurnOutcome> TaskName = nameof(MakeEdit);

    private static readonly TimeSpan PreviewInterval = TimeSpan.FromMilliseconds(500);

    public override string Kind => SessionWorkload.Kind;

    public override async Task<TurnOutcome> RunAsync(ActivityContext context, TurnWork input)
    {
        var (id, number) = (input.Turn.Session, input.Turn.Turn);
        var session = (await store.GetAsync(id, context.Stopping).ConfigureAwait(false)).Document;
        var turn = session.Turn(number);
        var file = (await store.ReadImageAsync(id, turn.Parent, context.Stopping).ConfigureAwait(false)).Content;
        var picture = await codec.DecodePatientlyAsync(file, $"the image of turn {turn.Parent}", context.Stopping).ConfigureAwait(false);
        // The stored image is already flat and does not show whether it was flattened.
        var before = new Image(picture.Width, picture.Height, picture.Pixels) { Flattened = session.Flattened && turn.Parent == 0 };
        var mask = turn.Mask is { } name ? await ReadMaskAsync(session, name, context.Stopping).ConfigureAwait(false) : null;
        // A bundle without tasks "chooses" a task that it does not know, so only a predicted task is passed on.
        var options = input.Task.Predicted ? turn.Options with { Task = input.Task.Task } : turn.Options;
        // Writing takes time, and the edit need not wait for it.
        var started = AsideAsync(
            () => store.UpdateAsync(id, s => Started(s, input), cancellationToken: context.Stopping),
            context.Stopping
        );
        EditResult result;
        try
        {
            result = Edit(input.Turn, before, turn.Instruction, options, context.Stopping).Within(before, mask);
        }
        finally
        {
            await started.ConfigureAwait(false);
        }
        await WriteAsync(input.Turn, result, context.Stopping).ConfigureAwait(false);
        // The image's pixels are counted as long as the object lives.
        GC.KeepAlive(picture);
        return new(TurnStatus.Completed)
        {
            ChangedPixels = result.Changes.Count,
            Remarks = result.Remarks,
            Edits = result.Concerns.FirstOrDefault(c => c.Suggestions.Count > 0)?.Suggestions,
        };
    }

    private async Task<Mask> ReadMaskAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var file = (await store.ReadMaskAsync(session.Id, name, cancellationToken).ConfigureAwait(false)).Content;
        return Mask.Of(await codec.DecodePatientlyAsync(file, "the mask", cancellationToken).ConfigureAwait(false));
    }

    private async Task WriteAsync(TurnReference turn, EditResult result, CancellationToken cancellationToken)
    {
        var changes = AsideAsync(
            () => store.WriteChangesAsync(turn.Session, turn.Turn, codec.EncodePng(result.Changes.ToImage()), cancellationToken),
            cancellationToken
        );
        var picture = AsideAsync(
            () => store.WriteImageAsync(turn.Session, turn.Turn, codec.EncodePng(result.Image), cancellationToken),
            cancellationToken
        );
        await System.Threading.Tasks.Task.WhenAll(changes, picture).ConfigureAwait(false);
    }

    // A store of files works on its caller's thread, so this uses another one.
    private static Task AsideAsync(Func<Task> work, CancellationToken cancellationToken) =>
        System.Threading.Tasks.Task.Run(work, cancellationToken);

    private EditResult Edit(TurnReference turn, Image before, string instruction, EditOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return pipeline.Edit(before, instruction, options, new Reporter(progress, turn, codec, time), cancellationToken);
        }
        finally
        {
            // Also needed when the turn's orchestration has already ended and no CommitTurn follows.
            progress.Forget(turn);
        }
    }

    private Session Started(Session session, TurnWork work) => session.Turn(work.Turn.Turn) is { Status: TurnStatus.Queued } turn
        ? session.With(turn with { Status = TurnStatus.Running, Task = work.Task, Started = time.GetUtcNow() })
        : session;

    private sealed class Reporter(ITurnProgress progress, TurnReference turn, IImageCodec codec, TimeProvider time)
        : IProgress<EditProgress>
    {
        private long _lastPreview = time.GetTimestamp();

        public void Report(EditProgress value) => progress.Report(turn, new(value.Step, value.Steps, PreviewOf(value)));

        // Decoding takes time that the edit needs, and the final image follows the last step at once.
        private byte[]? PreviewOf(EditProgress value)
        {
            if (value.Step == value.Steps || value.Preview is not { } preview || time.GetElapsedTime(_lastPreview) < PreviewInterval)
                return null;
            _lastPreview = time.GetTimestamp();
            return codec.EncodePng(preview());
        }
    }
}
