using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Sessions;
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
            SessionException e => Results.Problem(
                e.Message,
                statusCode: Status(e.Error),
                title: Title(e.Error),
                extensions: e.CurrentTurn is { } turn ? new Dictionary<string, object?> { ["current_turn"] = turn } : null
            ),
            BatchException { Error: BatchError.Missing } e => Results.Problem(
                e.Message,
                statusCode: StatusCodes.Status404NotFound,
                title: "Not found"
            ),
            BatchException e => Results.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Conflict"),
            JobException { Error: JobError.Missing } e => Results.Problem(
                e.Message,
                statusCode: StatusCodes.Status404NotFound,
                title: "Not found"
            ),
            JobException e => Results.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Conflict"),
            BusyException e => Results.Problem(e.Message, statusCode: StatusCodes.Status429TooManyRequests, title: "Busy"),
            // The store is full, read-only or cannot be reached. The request was valid and can be repeated.
            IOException e => Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Storage unavailable"),
            ModelException e => Results.Problem(e.Message, statusCode: StatusCodes.Status500InternalServerError, title: "Model failed"),
            OperationCanceledException => Results.StatusCode(ClientClosedRequest),
            _ => null,
        };

    private static int Status(SessionError error) => error switch
    {
        SessionError.Missing => StatusCodes.Status404NotFound,
        SessionError.Gone => StatusCodes.Status410Gone,
        SessionError.Conflict => StatusCodes.Status409Conflict,
        SessionError.Changed => StatusCodes.Status412PreconditionFailed,
        SessionError.KeyReused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status429TooManyRequests,
    };

    private static string Title(SessionError error) => error switch
    {
        SessionError.Missing => "Not found",
        SessionError.Gone => "Gone",
        SessionError.Conflict => "Conflict",
        SessionError.Changed => "Changed meanwhile",
        SessionError.KeyReused => "Key used before",
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
