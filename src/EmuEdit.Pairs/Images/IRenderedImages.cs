using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Images that exist before a pair is made, such as those of the built-in world.</summary>
public interface IRenderedImages
{
    /// <summary>Returns the image before or after the edit of a request.</summary>
    /// <param name="request">The request. Its instruction comes from the same source as the images.</param>
    /// <param name="after">Whether to return the image after the edit.</param>
    Image Image(PairRequest request, bool after);
}
