using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>What an edit is answered with: the picture with headers, or JSON with everything.</summary>
/// <param name="Task">The task, how sure the predictor is of it, and whether it was predicted.</param>
/// <param name="Seed">The noise's seed.</param>
/// <param name="ChangedPixels">How many pixels changed.</param>
/// <param name="Remarks">What the caller should know.</param>
/// <param name="Picture">The edited picture, PNG.</param>
/// <param name="Changes">Gives the pixels that changed (white), PNG; asked for JSON alone.</param>
internal sealed record EditAnswer(TaskChoice Task, Seed Seed, int ChangedPixels, IReadOnlyList<string> Remarks, ReadOnlyMemory<byte> Picture, Func<ReadOnlyMemory<byte>> Changes)
{
    private const string Png = "image/png", JsonType = "application/json";

    /// <summary>That of an edit that this process has made.</summary>
    public static EditAnswer Of(EditResult result, IImageCodec codec) => new(
        new(result.Task, result.TaskPredicted, result.TaskConfidence), result.Seed, result.Changes.Count, result.Remarks, codec.EncodePng(result.Image), () => codec.EncodePng(result.Changes.ToImage()));

    /// <summary>That of a completed turn: its pictures are files already.</summary>
    public static EditAnswer Of(SessionTurn turn, ReadOnlyMemory<byte> picture, ReadOnlyMemory<byte> changes) =>
        new(turn.Task.GetValueOrDefault(), turn.Options.Seed, turn.ChangedPixels ?? 0, turn.Remarks, picture, () => changes);

    /// <summary>The answer as the request would rather have it: the picture, unless JSON is asked for before it.</summary>
    public IResult To(HttpContext context) => Preference.Of(context.Request, Png, JsonType) == JsonType ? AsJson() : AsImage(context.Response);

    private IResult AsImage(HttpResponse response)
    {
        response.Headers["Emu-Task"] = Task.Task;
        response.Headers["Emu-Task-Confidence"] = Task.Confidence.ToString("0.####", CultureInfo.InvariantCulture);
        response.Headers["Emu-Seed"] = Seed.ToString();
        response.Headers["Emu-Changed-Pixels"] = ChangedPixels.ToString(CultureInfo.InvariantCulture);
        return Results.Bytes(Picture, Png);
    }

    private IResult AsJson() => Results.Json(new
    {
        task = Task.Task,
        task_predicted = Task.Predicted,
        task_confidence = Task.Confidence,
        seed = Seed,
        changed_pixels = ChangedPixels,
        remarks = Remarks,
        image = Picture,
        changes = Changes(),
    });
}
