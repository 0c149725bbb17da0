using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>The responses of the gate's checks.</summary>
internal static class Refusal
{
    public static IResult Forbidden(string why, string title, string advice) =>
        Results.Problem(
            why,
            statusCode: StatusCodes.Status403Forbidden,
            title: title,
            extensions: new Dictionary<string, object?> { ["advice"] = advice }
        );
}
