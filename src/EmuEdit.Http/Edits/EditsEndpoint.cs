using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>POST /api/edits</c>: takes an image and an instruction, and returns the edited image.</summary>
internal static class EditsEndpoint
{
    /// <summary>Edit an image</summary>
    /// <remarks>
    /// A multipart form with the file `image` and the fields, or the image as the body with the fields in the query. The response is a PNG,
    /// or JSON if `Accept` prefers it.
    /// </remarks>
    /// <response code="200">The edited image, of the same size.</response>
    /// <response code="202">
    /// The edit takes longer than the front end of a deployment waits. It has become a turn of a session, at `Location`.
    /// </response>
    /// <response code="503">Too many edits wait. Repeat the request after `Retry-After` seconds.</response>
    public static async Task<IResult> PostAsync(
        HttpContext context,
        EditPipeline pipeline,
        EditSessions sessions,
        ITurnProgress progress,
        IImageCodec codec,
        ServerSettings settings
    )
    {
        var cancellation = context.RequestAborted;
        var request = await EditRequest.ReadAsync(context.Request, cancellation);
        if (settings.EditPatience is not { } patience)
            return EditAnswer.Of(await Task.Run(() => Edit(pipeline, request, codec, cancellation), cancellation), codec).To(context);
        var outcome = await new EditAsTurn(sessions).MakeAsync(request, patience, cancellation);
        return outcome.Answer is { } answer ? answer.To(context)
            : outcome.Turn.IsFinished ? Failed(outcome.Turn)
            : await AcceptedAsync(context, outcome, progress);
    }

    private static EditResult Edit(EditPipeline pipeline, EditRequest request, IImageCodec codec, CancellationToken cancellationToken)
    {
        var image = codec.Decode(request.File, "the image");
        var mask = request.Mask is { } file ? ChangeMask.Read(codec, file, image.Width, image.Height) : null;
        return pipeline.Edit(image, request.Instruction, request.Options, cancellationToken: cancellationToken).Within(image, mask);
    }

    private static async Task<IResult> AcceptedAsync(HttpContext context, EditAsTurn.Outcome outcome, ITurnProgress progress)
    {
        context.Response.Headers.RetryAfter = TurnEndpoints.RetryAfterSeconds;
        return Results.Accepted(
            TurnView.Path(outcome.Session, outcome.Turn.Number),
            await TurnView.OfAsync(outcome.Session, outcome.Turn, progress, context.RequestAborted)
        );
    }

    private static IResult Failed(SessionTurn turn) =>
        turn.Error?.Type == typeof(InvalidInputException).FullName
            ? Results.Problem(turn.Error!.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad input")
            : Results.Problem(
                turn.Error?.Message ?? "The edit was cancelled.",
                statusCode: StatusCodes.Status500InternalServerError,
                title: "Model failed"
            );
}
