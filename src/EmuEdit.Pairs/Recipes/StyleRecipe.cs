namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// The rendering changes and the scene does not: plug-and-play (Tumanyan et al. 2023), the latents of DDIM inversion with the input's self-attention and features of one decoder layer
/// injected.
/// </summary>
internal static class StyleRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("style", MaskTarget.Nothing)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0, 0.4f),
        Features = new(0.3f, 0.8f),
        Inverted = true,
    };
}
