using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Reads form bodies.</summary>
internal static class FormBody
{
    /// <summary>Reads the request's form.</summary>
    /// <exception cref="BadHttpRequestException">The form is too large, or the connection ends before the form does.</exception>
    /// <exception cref="InvalidInputException">The form ends in the middle of a part.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new InvalidInputException(
                "a form that ends in the middle of a part",
                "a complete multipart form",
                "send it as curl -F image=@picture.png does"
            );
        }
    }
}
