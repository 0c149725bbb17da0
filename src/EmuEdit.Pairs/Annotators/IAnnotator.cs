using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Draws what a vision model sees in a picture: its depth, its edges, a skeleton. May be used from several threads.</summary>
public interface IAnnotator
{
    /// <summary>Whether it tells the built-in world's truth, which knows the world's own pictures only: recipes then take rendered pictures.</summary>
    bool KnowsRenderedOnly { get; }

    /// <summary>One map a picture, of its size.</summary>
    /// <param name="subjects">The pictures, and the requests that they are for.</param>
    IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects);
}

/// <summary>Finds text in pictures (an OCR model). May be used from several threads.</summary>
public interface ITextFinder
{
    /// <inheritdoc cref="IAnnotator.KnowsRenderedOnly"/>
    bool KnowsRenderedOnly { get; }

    /// <summary>One mask a picture, of its size: where text is, or could be written.</summary>
    /// <param name="subjects">The pictures, and the requests that they are for.</param>
    IReadOnlyList<Mask> Find(IReadOnlyList<(Image Picture, PairRequest Request)> subjects);
}
