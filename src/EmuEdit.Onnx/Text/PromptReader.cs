namespace EmuEdit.Onnx;

/// <summary>The encoding of a text for a U-Net.</summary>
/// <param name="States">The encodings of its tokens, [1, L, D].</param>
/// <param name="Pooled">The encoding of the whole text, [P]; empty for a network that takes none.</param>
public sealed record TextEncoding(Tensor States, float[] Pooled);

/// <summary>
/// Encodes texts for a bundle's U-Net: with one text encoder, or as in Stable Diffusion XL with two
/// side by side (Podell et al. 2023, section 2.1), each with the states before its last layer.
/// </summary>
public sealed class PromptReader
{
    /// <summary>The folder of Stable Diffusion XL's second text encoder.</summary>
    internal const string SecondPart = "text_encoder_2";

    private readonly (ClipTokenizer Tokenizer, TextEncoder Encoder)[] _encoders;
    private readonly bool _zerosForNothing;

    internal PromptReader(ClipTokenizer tokenizer, TextEncoder encoder) => _encoders = [(tokenizer, encoder)];

    /// <param name="first">The first tokenizer and its encoder.</param>
    /// <param name="second">The second tokenizer and its encoder, which has a projection.</param>
    /// <param name="zerosForNothing">Whether the empty text is encoded as zeros instead of the encoding of "".</param>
    internal PromptReader(
        (ClipTokenizer Tokenizer, TextEncoder Encoder) first,
        (ClipTokenizer Tokenizer, TextEncoder Encoder) second,
        bool zerosForNothing
    ) => (_encoders, _zerosForNothing) = ([first, second], zerosForNothing);

    /// <summary>Opens the reader of a model, with its second encoder when there is one.</summary>
    /// <param name="source">The model.</param>
    /// <param name="parts">The networks of the model.</param>
    /// <param name="first">The first tokenizer and its encoder.</param>
    /// <exception cref="Core.InvalidInputException">
    /// The second encoder cannot be opened, or the first does not return the states before its last layer.
    /// </exception>
    internal static PromptReader Open(ModelSource source, BundleParts parts, (ClipTokenizer Tokenizer, TextEncoder Encoder) first)
    {
        if (!parts.Has(SecondPart))
            return new(first.Tokenizer, first.Encoder);
        first.Encoder.RequirePenultimate();
        var second = TextEncoder.Open(source, parts, SecondPart);
        second.RequirePenultimate();
        return new(first, (source.Tokenizer("tokenizer_2"), second), source.Pipeline.ForceZerosForEmptyPrompt);
    }

    /// <summary>Width of an encoding, D; null when a model leaves it free.</summary>
    internal int? Width => _encoders.Aggregate((int?)0, (sum, e) => sum + e.Encoder.Width);

    /// <summary>Whether it also returns an encoding of the whole text.</summary>
    internal bool HasPooled => _encoders.Length > 1;

    /// <summary>Throws when an encoder was made for another length than its tokenizer's.</summary>
    internal void RequireLengths()
    {
        foreach (var (tokenizer, encoder) in _encoders)
            encoder.RequireLength(tokenizer.Length);
    }

    /// <summary>Encodes a text.</summary>
    /// <exception cref="Core.InvalidInputException">A model fails on the text.</exception>
    public TextEncoding Read(string text)
    {
        var (tokenizer, encoder) = _encoders[0];
        if (_encoders is [_, var second])
            return Beside(
                encoder.Penultimate(tokenizer.Encode(text).Ids).States,
                second.Encoder.Penultimate(second.Tokenizer.Encode(text).Ids)
            );
        return new(encoder.Encode(tokenizer.Encode(text).Ids), []);
    }

    /// <summary>Encodes the empty text, as guidance needs it.</summary>
    /// <exception cref="Core.InvalidInputException">A model fails on the empty text.</exception>
    public TextEncoding ReadNothing()
    {
        var nothing = Read("");
        return _zerosForNothing
            ? new(new(new float[nothing.States.Values.Length], nothing.States.Shape), new float[nothing.Pooled.Length])
            : nothing;
    }

    private static TextEncoding Beside(Tensor first, TextEncoding second)
    {
        var (length, a, b) = ((int)first.Shape[1], (int)first.Shape[2], (int)second.States.Shape[2]);
        var both = new float[length * (a + b)];
        for (var i = 0; i < length; i++)
        {
            first.Values.AsSpan(i * a, a).CopyTo(both.AsSpan(i * (a + b)));
            second.States.Values.AsSpan(i * b, b).CopyTo(both.AsSpan(i * (a + b) + a));
        }
        return second with { States = new(both, 1, length, a + b) };
    }
}
