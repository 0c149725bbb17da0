using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Images that are there before a pair is made, such as those of the built-in world.</summary>
public interface IRenderedImages
{
    /// <summary>The image before or after the edit of a request.</summary>
    /// <param name="request">Its instruction comes from where the images come from.</param>
    /// <param name="after">Whether it is the one after.</param>
    Image Image(PairRequest request, bool after);
}
