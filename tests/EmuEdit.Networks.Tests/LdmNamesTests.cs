using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Networks.Tests;

/// <summary>Names as they stand in the files that people share.</summary>
public sealed class LdmNamesTests
{
    [Theory]
    [InlineData("time_embedding.linear_1.weight", "time_embed.0.weight")]
    [InlineData("time_embedding.linear_2.bias", "time_embed.2.bias")]
    [InlineData("add_embedding.linear_2.weight", "label_emb.0.2.weight")]
    [InlineData("conv_in.bias", "input_blocks.0.0.bias")]
    [InlineData("down_blocks.0.resnets.1.conv1.weight", "input_blocks.2.0.in_layers.2.weight")]
    [InlineData("down_blocks.0.downsamplers.0.conv.weight", "input_blocks.3.0.op.weight")]
    [InlineData("down_blocks.1.resnets.0.conv_shortcut.weight", "input_blocks.4.0.skip_connection.weight")]
    [InlineData(
        "down_blocks.2.attentions.1.transformer_blocks.0.attn2.to_k.weight",
        "input_blocks.8.1.transformer_blocks.0.attn2.to_k.weight"
    )]
    [InlineData("down_blocks.3.resnets.1.norm2.weight", "input_blocks.11.0.out_layers.0.weight")]
    [InlineData("mid_block.resnets.0.time_emb_proj.weight", "middle_block.0.emb_layers.1.weight")]
    [InlineData("mid_block.attentions.0.proj_in.weight", "middle_block.1.proj_in.weight")]
    [InlineData("mid_block.resnets.1.conv2.weight", "middle_block.2.out_layers.3.weight")]
    [InlineData("up_blocks.0.resnets.2.conv1.weight", "output_blocks.2.0.in_layers.2.weight")]
    [InlineData("up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.1.conv.weight")]
    [InlineData("up_blocks.1.upsamplers.0.conv.bias", "output_blocks.5.2.conv.bias")]
    [InlineData("up_blocks.3.attentions.2.norm.weight", "output_blocks.11.1.norm.weight")]
    [InlineData("conv_norm_out.weight", "out.0.weight")]
    [InlineData("conv_out.weight", "out.2.weight")]
    public void UNet_OfStableDiffusion_IsCountedThrough(string ours, string theirs) =>
        Assert.Equal(theirs, LdmNames.UNet(ours, layers: 2, level => level > 0));

    [Theory]
    [InlineData("encoder.conv_in.weight", "encoder.conv_in.weight")]
    [InlineData("encoder.down_blocks.1.resnets.0.conv_shortcut.weight", "encoder.down.1.block.0.nin_shortcut.weight")]
    [InlineData("encoder.down_blocks.0.downsamplers.0.conv.weight", "encoder.down.0.downsample.conv.weight")]
    [InlineData("encoder.mid_block.resnets.1.norm1.weight", "encoder.mid.block_2.norm1.weight")]
    [InlineData("encoder.mid_block.attentions.0.to_q.weight", "encoder.mid.attn_1.q.weight")]
    [InlineData("encoder.mid_block.attentions.0.to_out.0.bias", "encoder.mid.attn_1.proj_out.bias")]
    [InlineData("encoder.mid_block.attentions.0.group_norm.bias", "encoder.mid.attn_1.norm.bias")]
    [InlineData("decoder.up_blocks.0.resnets.2.norm1.weight", "decoder.up.3.block.2.norm1.weight")]
    [InlineData("decoder.up_blocks.0.upsamplers.0.conv.weight", "decoder.up.3.upsample.conv.weight")]
    [InlineData("decoder.up_blocks.3.resnets.0.conv2.bias", "decoder.up.0.block.0.conv2.bias")]
    [InlineData("decoder.conv_norm_out.bias", "decoder.norm_out.bias")]
    [InlineData("post_quant_conv.weight", "post_quant_conv.weight")]
    public void Vae_OfStableDiffusion_IsCountedFromTheOtherEnd(string ours, string theirs) =>
        Assert.Equal(theirs, LdmNames.Vae(ours, levels: 4));

    [Theory]
    [InlineData("text_model.embeddings.token_embedding.weight", "token_embedding.weight", null)]
    [InlineData("text_model.embeddings.position_embedding.weight", "positional_embedding", null)]
    [InlineData("text_model.encoder.layers.22.layer_norm1.bias", "transformer.resblocks.22.ln_1.bias", null)]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.weight", "transformer.resblocks.0.mlp.c_fc.weight", null)]
    [InlineData("text_model.encoder.layers.0.self_attn.q_proj.weight", "transformer.resblocks.0.attn.in_proj_weight", 0)]
    [InlineData("text_model.encoder.layers.3.self_attn.k_proj.bias", "transformer.resblocks.3.attn.in_proj_bias", 1)]
    [InlineData("text_model.encoder.layers.3.self_attn.v_proj.weight", "transformer.resblocks.3.attn.in_proj_weight", 2)]
    [InlineData("text_model.encoder.layers.3.self_attn.out_proj.weight", "transformer.resblocks.3.attn.out_proj.weight", null)]
    [InlineData("text_model.final_layer_norm.weight", "ln_final.weight", null)]
    [InlineData("text_projection.weight", "text_projection", null)]
    public void OpenClip_OfATextEncoder_HasQueryKeyAndValueInOne(string ours, string theirs, int? third) =>
        Assert.Equal((theirs, third), LdmNames.OpenClip(ours));
}
