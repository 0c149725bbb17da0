using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>POST /api/edits</c>: a picture and an instruction in, the edited picture out.</summary>
internal static class EditsEndpoint
{
    private const string Png = "image/png", JsonType = "application/json";

    public static async Task<IResult> Post(HttpContext context, EditPipeline pipeline, EditSessions sessions, ITurnProgress progress, IImageCodec codec, ServerSettings settings)
    {
        var cancellation = context.RequestAborted;
        var request = await EditRequest.ReadAsync(context.Request, cancellation);
        if (settings.EditPatience is not { } patience)
            return Answer(context, await Task.Run(() => pipeline.Edit(codec.Decode(request.File, "the image"), request.Instruction, request.Options, ct: cancellation), cancellation), codec);
        var outcome = await new EditAsTurn(sessions, codec).Make(request, patience, cancellation);
        return outcome.Result is { } result ? Answer(context, result, codec)
            : outcome.Turn.IsFinished ? Failed(outcome.Turn)
            : await Accepted(context, outcome, progress);
    }

    private static IResult Answer(HttpContext context, EditResult result, IImageCodec codec) =>
        Preference.Of(context.Request, Png, JsonType) == JsonType ? Json(result, codec) : Picture(context.Response, result, codec);

    private static async Task<IResult> Accepted(HttpContext context, EditAsTurn.Outcome outcome, ITurnProgress progress)
    {
        context.Response.Headers.RetryAfter = TurnEndpoints.RetryAfterSeconds;
        return Results.Accepted(TurnView.Path(outcome.Session, outcome.Turn.Number), await TurnView.Of(outcome.Session, outcome.Turn, progress, context.RequestAborted));
    }

    private static IResult Failed(SessionTurn turn) => turn.Error?.Type == typeof(InvalidInputException).FullName
        ? Results.Problem(turn.Error!.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad input")
        : Results.Problem(turn.Error?.Message ?? "The edit was cancelled.", statusCode: StatusCodes.Status500InternalServerError, title: "Model failed");

    private static IResult Picture(HttpResponse response, EditResult result, IImageCodec codec)
    {
        response.Headers["Emu-Task"] = result.Task;
        response.Headers["Emu-Task-Confidence"] = result.TaskConfidence.ToString("0.####", CultureInfo.InvariantCulture);
        response.Headers["Emu-Seed"] = result.Seed.ToString();
        response.Headers["Emu-Changed-Pixels"] = result.Changes.Count.ToString(CultureInfo.InvariantCulture);
        return Results.Bytes(codec.EncodePng(result.Image), Png);
    }

    private static IResult Json(EditResult result, IImageCodec codec) => Results.Json(new
    {
        task = result.Task,
        task_predicted = result.TaskPredicted,
        task_confidence = result.TaskConfidence,
        seed = result.Seed,
        changed_pixels = result.Changes.Count,
        remarks = result.Remarks,
        image = codec.EncodePng(result.Image),
        changes = codec.EncodePng(result.Changes.ToImage()),
    });
}
