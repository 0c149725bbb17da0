using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// A request with an image: a form with the file <c>image</c>, or a body of an image type with the other fields in the query.
/// </summary>
/// <param name="File">The image file.</param>
/// <param name="Form">The form. Null if the image is the body.</param>
internal sealed record ImageUpload(byte[] File, IFormCollection? Form)
{
    /// <summary>Reads the request.</summary>
    /// <exception cref="BadHttpRequestException">The request is neither, or is too large.</exception>
    /// <exception cref="InvalidInputException">The form has no file <c>image</c>.</exception>
    public static async Task<ImageUpload> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var isForm = request.HasFormContentType;
        if (
            !isForm
            && !(
                ContentRules.TypeOf(request) is { } type
                && (type.StartsWith("image/", StringComparison.Ordinal) || type == "application/octet-stream")
            )
        )
            throw new BadHttpRequestException(
                $"Content-Type {request.ContentType ?? "(none)"}; allowed: multipart/form-data, image/* or application/octet-stream.",
                StatusCodes.Status415UnsupportedMediaType
            );
        var form = isForm ? await FormBody.ReadAsync(request, cancellationToken) : null;
        if (form is not null && form.Files["image"] is null)
            throw new InvalidInputException(
                "a form without a file 'image'",
                "one picture file",
                "send it as curl -F image=@picture.png does"
            );
        return new(
            form?.Files["image"] is { } image
                ? await ContentAsync(image, cancellationToken)
                : await ContentAsync(request.Body, cancellationToken),
            form
        );
    }

    /// <summary>Returns the complete content of a form's file.</summary>
    public static async Task<byte[]> ContentAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var stream = file.OpenReadStream();
        return await ContentAsync(stream, cancellationToken);
    }

    private static async Task<byte[]> ContentAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
