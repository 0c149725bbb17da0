using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Sessions;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Converts errors to problem documents (RFC 9457).</summary>
internal sealed class ProblemHandler : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Answer(exception) is not { } answer)
            return false;
        // The client has gone. If the server is stopping, the services that write a response have gone, too.
        if (httpContext.RequestAborted.IsCancellationRequested)
            return true;
        if (RetryAfter(exception) is { } wait)
            httpContext.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    private static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        SessionException e => e.RetryAfter,
        BusyException e => e.RetryAfter,
        _ => null,
    };

    private static IResult? Answer(Exception exception) =>
        exception switch
        {
            InvalidInputException e => Results.Problem(
                e.Message,
                statusCode: StatusCodes.Status400BadRequest,
                title: "Bad input",
                extensions: Parts(e)
            ),
            BadHttpRequestException e => Results.Problem(e.Message, statusCode: e.StatusCode),
            // The parts of the form cannot be separated, or the form is longer than the limit.
            InvalidDataException e => Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad form"),
            DocumentException e => Results.Problem(
                e.Message,
                statusCode: Status(e.Error),
                title: Title(e.Error),
                extensions: e is SessionException { CurrentTurn: { } turn }
                    ? new Dictionary<string, object?> { ["current_turn"] = turn }
                    : null
            ),
            BusyException e => Results.Problem(e.Message, statusCode: StatusCodes.Status429TooManyRequests, title: "Busy"),
            // The store is full, read-only or cannot be reached. The request was valid and can be repeated.
            IOException e => Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Storage unavailable"),
            ModelException e => Results.Problem(e.Message, statusCode: StatusCodes.Status500InternalServerError, title: "Model failed"),
            OperationCanceledException => Results.StatusCode(ClientClosedRequest),
            _ => null,
        };

    private static int Status(DocumentError error) => error switch
    {
        DocumentError.Missing => StatusCodes.Status404NotFound,
        DocumentError.Gone => StatusCodes.Status410Gone,
        DocumentError.Conflict => StatusCodes.Status409Conflict,
        DocumentError.Changed => StatusCodes.Status412PreconditionFailed,
        DocumentError.KeyReused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status429TooManyRequests,
    };

    private static string Title(DocumentError error) => error switch
    {
        DocumentError.Missing => "Not found",
        DocumentError.Gone => "Gone",
        DocumentError.Conflict => "Conflict",
        DocumentError.Changed => "Changed meanwhile",
        DocumentError.KeyReused => "Key used before",
        _ => "Busy",
    };

    private static Dictionary<string, object?> Parts(InvalidInputException e) =>
        new()
        {
            ["given"] = e.Given,
            ["allowed"] = e.Allowed,
            ["advice"] = e.Advice,
        };
}
