using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmuEdit.Http;

/// <summary>The response to an edit: the image with headers, or JSON with everything.</summary>
/// <param name="Task">The task, the predictor's confidence, and whether the task was predicted.</param>
/// <param name="Seed">The seed of the noise.</param>
/// <param name="ChangedPixels">The number of changed pixels.</param>
/// <param name="Remarks">Remarks for the caller.</param>
/// <param name="Picture">The edited image, as PNG.</param>
/// <param name="Changes">Returns a PNG with the changed pixels in white. Called only for a JSON response.</param>
internal sealed record EditAnswer(
    TaskChoice Task,
    Seed Seed,
    int ChangedPixels,
    IReadOnlyList<string> Remarks,
    ReadOnlyMemory<byte> Picture,
    Func<ReadOnlyMemory<byte>> Changes
)
{
    private const string Png = "image/png", JsonType = "application/json";

    /// <summary>Creates the response to an edit that this process has made.</summary>
    public static EditAnswer Of(EditResult result, IImageCodec codec) =>
        new(
            new(result.Task, result.TaskPredicted, result.TaskConfidence),
            result.Seed,
            result.Changes.Count,
            result.Remarks,
            codec.EncodePng(result.Image),
            () => codec.EncodePng(result.Changes.ToImage())
        );

    /// <summary>Creates the response to a completed turn, whose images are already files.</summary>
    public static EditAnswer Of(SessionTurn turn, ReadOnlyMemory<byte> picture, ReadOnlyMemory<byte> changes) =>
        new(turn.Task.GetValueOrDefault(), turn.Options.Seed, turn.ChangedPixels ?? 0, turn.Remarks, picture, () => changes);

    /// <summary>Returns the response in the form that the request prefers: the image, or JSON if the request ranks it higher.</summary>
    public IResult To(HttpContext context) =>
        Preference.Of(context.Request, Png, JsonType) == JsonType ? AsJson() : AsImage(context.Response);

    private IResult AsImage(HttpResponse response)
    {
        response.Headers["Emu-Task"] = Task.Task;
        response.Headers["Emu-Task-Confidence"] = Task.Confidence.ToString("0.####", CultureInfo.InvariantCulture);
        response.Headers["Emu-Seed"] = Seed.ToString();
        response.Headers["Emu-Changed-Pixels"] = ChangedPixels.ToString(CultureInfo.InvariantCulture);
        return Results.Bytes(Picture, Png);
    }

    private JsonHttpResult<EditView> AsJson() =>
        TypedResults.Json(
            new EditView(Task.Task, Task.Predicted, Task.Confidence, Seed, ChangedPixels, Remarks, Picture.ToArray(), Changes().ToArray())
        );
}

/// <summary>An edit as JSON.</summary>
/// <param name="Task">The task of the edit.</param>
/// <param name="TaskPredicted">Whether the task was predicted from the instruction.</param>
/// <param name="TaskConfidence">The predictor's confidence, 0 to 1.</param>
/// <param name="Seed">The seed of the noise.</param>
/// <param name="ChangedPixels">The number of changed pixels.</param>
/// <param name="Remarks">Remarks for the user, one sentence each.</param>
/// <param name="Image">The edited image, a PNG in Base64.</param>
/// <param name="Changes">The changed pixels in white, a PNG in Base64.</param>
internal sealed record EditView(
    string Task,
    bool TaskPredicted,
    float TaskConfidence,
    Seed Seed,
    int ChangedPixels,
    IReadOnlyList<string> Remarks,
    byte[] Image,
    byte[] Changes
);
